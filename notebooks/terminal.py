"""Renders printed text: colours as classes, without overwritten lines, long text folded."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from notebooks.html import Html, span

FOLD_FROM = 60  # lines
HEAD, TAIL = 30, 10
MOST_LINES = 4000
LONGEST_LINE = 2000  # characters
MOST_HTML = 200_000  # characters of HTML for one text, since colours take more than the text itself
_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_SGR = re.compile(r"\x1b\[([\d;]{0,40})m")
_OTHER_ESCAPE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-ln-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Folded:
    """`head` is the whole text if `hidden_lines` is 0; `dropped_lines` are in neither part."""

    head: Html
    hidden: Html
    tail: Html
    hidden_lines: int
    dropped_lines: int


def folded(text: str) -> Folded:
    lines = text.rstrip("\n").split("\n")
    count = len(lines)
    if count > MOST_LINES:
        lines = [*lines[: MOST_LINES - TAIL], *lines[-TAIL:]]
    body, tail = _within_limit([_cut(line) for line in lines])
    dropped = count - len(body) - len(tail)
    if count <= FOLD_FROM and not dropped:
        return Folded(Html("\n".join(body + tail)), Html(), Html(), 0, 0)
    return Folded(
        Html("\n".join(body[:HEAD])),
        Html("\n".join(body[HEAD:])),
        Html("\n".join(tail)),
        len(body[HEAD:]) + dropped,
        dropped,
    )


def _within_limit(lines: list[str]) -> tuple[list[str], list[str]]:
    """The last lines and as many of the first as fit, as HTML of limited size."""
    body: list[str] = []
    left = MOST_HTML - sum(map(len, lines[-TAIL:]))
    coloured = _coloured(lines)
    for line in islice(coloured, max(0, len(lines) - TAIL)):
        left -= len(line)
        if left < 0:
            return body, list(_coloured(lines[-TAIL:]))
        body.append(line)
    return body, list(coloured)


def readable(text: str) -> str:
    """The whole text without colours; of overwritten lines only the last version."""
    return "\n".join(_SGR.sub("", _cut(line)) for line in text.split("\n"))


def _cut(line: str) -> str:
    """A line as a terminal would show it after progress bars have overwritten it."""
    line = line.rstrip("\r")
    line = line[line.rfind("\r") + 1 :]
    if len(line) > LONGEST_LINE:
        more = len(line) - LONGEST_LINE
        line = f"{line[:LONGEST_LINE]} … (+{more:,})"
    return _CONTROL.sub("", _OTHER_ESCAPE.sub("", line))


def _coloured(lines: Iterable[str]) -> Iterator[str]:
    """Each line as HTML of its own, with the colour continued from the line before."""
    css = ""
    for line in lines:
        if not css and "\x1b" not in line:
            yield span("", line)
            continue
        parts: list[str] = []
        for number, piece in enumerate(_SGR.split(line)):
            if number % 2:
                css = _css(css, piece)
            elif piece:
                parts.append(span(css, piece.replace("\x1b", "")))
        yield "".join(parts)


def _css(before: str, codes: str) -> str:
    names = set(before.split())
    numbers = [int(code) if code else 0 for code in codes.split(";")]
    if 38 in numbers or 48 in numbers:  # noqa: PLR2004 -- 256 colours: not for us
        return before
    for number in numbers:
        if number == 0:
            names.clear()
        elif number == 1:
            names.add("ansi-bold")
        elif number == 39 or number % 60 in range(30, 38):  # noqa: PLR2004 -- SGR
            names = {name for name in names if name == "ansi-bold"}
            if number != 39:  # noqa: PLR2004 -- 39 is the default colour
                names.add(f"ansi-{_COLOURS[number % 10]}")
    return " ".join(sorted(names))
