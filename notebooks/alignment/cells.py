"""The cells of a notebook, as far as two versions of it are compared."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

from notebooks.budget import MOST_CHARACTERS
from notebooks.images import KINDS
from notebooks.outputs import merged

_LONGEST_WITH_ADDRESSES = 100_000
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{4,16}\b")


@dataclass(frozen=True)
class Cell:
    """`outputs`: a key of each output. Those that look the same have the same key."""

    kind: str
    source: str
    outputs: tuple[str, ...] = ()
    id: str = ""

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Those that are compared, without the blanks at their ends, which nobody sees."""
        return source_lines(self.source[:MOST_CHARACTERS].rstrip())

    @cached_property
    def key(self) -> tuple[object, ...]:
        """Of cells with the same text."""
        return self.kind, self.lines, self.source[MOST_CHARACTERS:]

    @property
    def is_blank(self) -> bool:
        return not self.lines


def source_lines(text: str) -> tuple[str, ...]:
    """Lines are counted as pages count them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return tuple(line.rstrip() for line in text.split("\n")) if text else ()


def cells_of(notebook: Mapping[str, Any]) -> list[Cell]:
    """Of a notebook that `read_notebook` returned."""
    return [
        Cell(cell["cell_type"], cell["source"], tuple(_keys(cell)), cell["id"])
        for cell in notebook["cells"]
    ]


def _keys(cell: Mapping[str, Any]) -> Iterator[str]:
    for output in merged(cell.get("outputs", ())):
        yield _key(output)


def _key(output: Mapping[str, Any]) -> str:
    """Of what a reader sees: of a picture, not the text beside it; no counts of runs."""
    match output["output_type"]:
        case "stream":
            parts = ["stream", output["name"], output["text"]]
        case "error":
            parts = ["error", output["ename"], output["evalue"]]
        case _:
            data = output["data"]
            pictures = [kind for kind in KINDS if kind in data]
            if pictures:
                return _digest(["picture", data[pictures[0]]])
            parts = [
                "data",
                *(part for mime in sorted(data) for part in (mime, data[mime])),
            ]
    return _digest(_without_addresses(part) for part in parts)


def _digest(parts: Iterable[str]) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def _without_addresses(text: str) -> str:
    """Those in memory, as in `<Axes at 0x7f…>`, are other ones in each run."""
    is_short = len(text) <= _LONGEST_WITH_ADDRESSES
    return _ADDRESS.sub("0x", text) if is_short and "0x" in text else text
