"""Removes IPython's additions to Python and keeps all lines in their places."""

import re

from notebooks.scanner import Scanner

BODY_KEPT = frozenset({"time", "timeit", "capture", "prun", "memit", "mprun", "debug"})
"""Cell magics that run their body as Python in the notebook's own namespace."""

_CELL_MAGIC = re.compile(r"%%(\w*)")
_TIMED_STATEMENT = re.compile(r"(\s*)%time[ \t]+(?![-\s])(.+)")
_MAGIC_VALUE = re.compile(r"[\w.,\s\[\]]+=\s*(?:!|%\w)")


def plain_python(cell: str) -> str | None:
    """The cell as plain Python with the same line numbers; None for another language.

    A magic becomes `pass`, so that a block that holds nothing else can still be parsed.
    """
    lines = cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return ""
    magic = _CELL_MAGIC.match(lines[first])
    if magic:
        if magic[1] not in BODY_KEPT:
            return None
        lines[first] = ""
    return "\n".join(_without_line_magics(_dedented(lines)))


def _dedented(lines: list[str]) -> list[str]:
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    return [line.removeprefix(indent) for line in lines] if indent else lines


def _without_line_magics(lines: list[str]) -> list[str]:
    kept: list[str] = []
    state = Scanner()
    in_magic = False
    for line in lines:
        replaced = line
        if in_magic:
            in_magic = line.rstrip().endswith("\\")
            replaced = ""
        elif state.at_statement and _is_magic(line):
            in_magic = line.rstrip().endswith("\\")
            timed = _TIMED_STATEMENT.fullmatch(line)
            replaced = timed[1] + timed[2] if timed else _indent(line) + "pass"
        state.feed(replaced)
        kept.append(replaced)
    return kept


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _is_magic(line: str) -> bool:
    text = line.strip()
    if text.startswith(("%", "!", "?")) or _MAGIC_VALUE.match(line):
        return True
    return text.endswith("?") and Scanner().feed(text).rstrip().endswith("?")
