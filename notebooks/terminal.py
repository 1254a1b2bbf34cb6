"""Renders printed text: colours as classes, without overwritten lines, long text folded."""

import re
from dataclasses import dataclass
from itertools import islice

from notebooks.ansi import SGR, coloured
from notebooks.html import Html

FOLD_FROM = 60  # lines
HEAD, TAIL = 30, 10
MOST_LINES = 4000
LONGEST_LINE = 2000  # characters
MOST_HTML = 200_000  # characters of HTML for one text, since colours take more than the text itself


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
    rows = coloured(lines)
    for line in islice(rows, max(0, len(lines) - TAIL)):
        left -= len(line)
        if left < 0:
            return body, list(coloured(lines[-TAIL:]))
        body.append(line)
    return body, list(rows)


def readable(text: str) -> str:
    """The whole text without colours; of overwritten lines only the last version."""
    return "\n".join(SGR.sub("", _cut(line)) for line in text.split("\n"))


def _cut(line: str) -> str:
    """A line as a terminal would show it after progress bars have overwritten it."""
    line = line.rstrip("\r")
    line = line[line.rfind("\r") + 1 :]
    if len(line) > LONGEST_LINE:
        more = len(line) - LONGEST_LINE
        line = f"{line[:LONGEST_LINE]} … (+{more:,})"
    return _CONTROL.sub("", _OTHER_ESCAPE.sub("", line))
