"""Finds a line of what was handed in by some of its words, as comments need it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    file_name: str
    cell: int | None  # index in the notebook, from 0
    line: int  # in the cell or file, from 1


def place_of(words: str, files: Mapping[str, bytes]) -> Place:
    """The first line that contains these words. Raises LookupError where none does."""
    for name, data in sorted(files.items()):
        for cell, text in _texts(name, data):
            for line, said in enumerate(text.splitlines(), 1):
                if words in said:
                    return Place(name, cell, line)
    raise LookupError(f"No line of {', '.join(sorted(files))} contains {words!r}.")


def _texts(name: str, data: bytes) -> Iterator[tuple[int | None, str]]:
    if not name.endswith(".ipynb"):
        yield None, data.decode()
        return
    for number, cell in enumerate(json.loads(data)["cells"]):
        yield number, "".join(cell["source"])
