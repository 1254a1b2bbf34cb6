"""What is known of a rendered file without its pages: its kind, its outline, where pages begin."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from notebooks.refusals import Text


class DocumentKind(StrEnum):
    NOTEBOOK = "notebook"
    TEXT = "text"
    PICTURE = "picture"
    EMPTY = "empty"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class OutlineRow:
    level: int
    text: str
    anchor: str
    page: int


@dataclass(frozen=True)
class Document:
    """The facts of a rendered file that can be read without its pages."""

    kind: DocumentKind
    reason: Text | None = None  # why it cannot be shown, if a reason is known
    picture: str = ""  # a picture's address
    first_cells: Sequence[int] = ()  # the first cell of each page, counted from 1
    cell_count: int = 0  # cells that are shown
    dropped_cells: int = 0
    outline: Sequence[OutlineRow] = ()
    # Those with marked characters, see `controls`; (0,) for a text file with some.
    marked_cells: Sequence[int] = ()

    @classmethod
    def parse(cls, text: str | bytes) -> "Document":
        """Reads the JSON that `as_json` wrote."""
        given: dict[str, Any] = json.loads(text)
        given["kind"] = DocumentKind(given["kind"])
        given["outline"] = [OutlineRow(**row) for row in given["outline"]]
        return cls(**given)

    def as_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @property
    def page_count(self) -> int:
        return max(1, len(self.first_cells))

    def page_of(self, cell: int) -> int:
        """The page that shows a notebook's cell; both are counted from 1."""
        return max(1, sum(first <= cell for first in self.first_cells))
