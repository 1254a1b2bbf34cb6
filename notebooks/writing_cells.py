"""Reads which files the cells of a notebook write with `%%writefile`."""

import shlex
from collections.abc import Sequence

from notebooks.file_kinds import ARCHIVES, KEPT, NOTEBOOK, is_hidden, suffix
from notebooks.limits import IntakeLimits
from notebooks.naming import safe_name
from notebooks.refusals import Refusal
from notebooks.written_files import Written

_MAGICS = ("%%writefile", "%%file")
_APPENDING = ("-a", "--append")
_WRITABLE = KEPT - ARCHIVES - {NOTEBOOK}


def written_files(cells: Sequence[str], limits: IntakeLimits) -> dict[str, Written]:
    """The files that the cells write beside the notebook, by name."""
    starts: dict[str, tuple[int, int]] = {}
    parts: dict[str, list[str]] = {}
    for number, cell in enumerate(cells, 1):
        whole = cell.replace("\r\n", "\n")
        first, _, body = whole.lstrip().partition("\n")
        name, appends = _target(first, limits)
        if not name:
            continue
        if appends and name in parts:
            parts[name].append(f"{body}\n")
        elif name in parts or len(parts) < limits.files:
            blank = whole[: len(whole) - len(whole.lstrip())].count("\n")
            starts[name] = (number, blank + 2)
            parts[name] = [f"{body}\n"]
    return {
        name: Written(name, cell, "".join(parts[name]), line * (len(parts[name]) == 1))
        for name, (cell, line) in starts.items()
    }


def _target(line: str, limits: IntakeLimits) -> tuple[str, bool]:
    """The file's name and whether it is appended to; "" if it is no file beside the notebook."""
    magic, _, rest = line.partition(" ")
    if magic not in _MAGICS:
        return "", False
    try:
        given = shlex.split(rest[: limits.path_characters])
    except ValueError:  # a quotation mark that is not closed
        return "", False
    names = [part for part in given if part not in _APPENDING]
    if len(names) != 1:
        return "", False
    name = names[0].removeprefix("./")
    try:
        safe = safe_name(name, limits)
    except Refusal:  # our system could not store it; the notebook may still write it
        return "", False
    beside = not {"/", "\\"}.intersection(safe) and not is_hidden(safe)
    if not beside or suffix(safe) not in _WRITABLE:
        return "", False
    return safe, len(given) > len(names)
