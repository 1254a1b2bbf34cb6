"""What a program printed: colours as classes, overwritten lines gone, long text folded."""

import re
from dataclasses import dataclass

from notebooks.html import Html, span

FOLD_FROM = 60  # lines
HEAD, TAIL = 30, 10
MOST_LINES = 4000
LONGEST_LINE = 4000  # characters
_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_SGR = re.compile(r"\x1b\[([\d;]{0,40})m")
_OTHER_ESCAPE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-ln-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Folded:
    """`head` is all of it unless `hidden_lines`; `dropped_lines` are in neither part."""

    head: Html
    hidden: Html
    tail: Html
    hidden_lines: int
    dropped_lines: int


def folded(text: str) -> Folded:
    lines = text.rstrip("\n").split("\n")
    dropped = max(0, len(lines) - MOST_LINES)
    if dropped:
        lines = [*lines[: MOST_LINES - TAIL], *lines[-TAIL:]]
    shown = _coloured([_cut(line) for line in lines])
    if len(shown) <= FOLD_FROM:
        return Folded(Html("\n".join(shown)), Html(), Html(), 0, 0)
    hidden = shown[HEAD:-TAIL]
    return Folded(
        Html("\n".join(shown[:HEAD])),
        Html("\n".join(hidden)),
        Html("\n".join(shown[-TAIL:])),
        len(hidden) + dropped,
        dropped,
    )


def readable(text: str) -> str:
    """All of it as plain text: without colours, and of overwritten lines only the last."""
    return "\n".join(_SGR.sub("", _cut(line)) for line in text.split("\n"))


def _cut(line: str) -> str:
    """What a terminal would show of it: progress bars go back and write again."""
    line = line.rstrip("\r")
    line = line[line.rfind("\r") + 1 :]
    if len(line) > LONGEST_LINE:
        more = len(line) - LONGEST_LINE
        line = f"{line[:LONGEST_LINE]} … (+{more:,})"
    return _CONTROL.sub("", _OTHER_ESCAPE.sub("", line))


def _coloured(lines: list[str]) -> list[str]:
    """Each line on its own, its colour carried over from the one before."""
    css = ""
    shown: list[str] = []
    for line in lines:
        if not css and "\x1b" not in line:
            shown.append(span("", line))
            continue
        parts: list[str] = []
        for number, piece in enumerate(_SGR.split(line)):
            if number % 2:
                css = _css(css, piece)
            elif piece:
                parts.append(span(css, piece.replace("\x1b", "")))
        shown.append("".join(parts))
    return shown


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
