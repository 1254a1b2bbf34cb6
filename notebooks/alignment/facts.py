"""What is kept of a difference beside its HTML: which cells belong together, and where lines went."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from notebooks.alignment.aligning import Change
from notebooks.anchors import anchor_of
from notebooks.html import NOTHING, Html
from notebooks.refusals import Text


@dataclass(frozen=True)
class Row:
    """Cells that belong together. `html` is empty where nothing changed, unless all is asked for."""

    change: str
    old: Sequence[int]
    new: Sequence[int]
    kind: str
    head: str  # its first line of text
    moved: bool = False
    outputs_changed: bool = False
    html: Html = NOTHING

    @property
    def is_same(self) -> bool:
        return self.change == Change.UNCHANGED and not (
            self.moved or self.outputs_changed
        )

    @property
    def is_only_moved(self) -> bool:
        return (
            self.change == Change.UNCHANGED and self.moved and not self.outputs_changed
        )

    @property
    def anchor(self) -> str:
        return anchor_of(self.new[0]) if self.new else old_anchor(self.old[0])

    @classmethod
    def parse(cls, given: dict[str, Any]) -> "Row":
        return cls(**{**given, "html": Html(given["html"])})


def old_anchor(cell: int) -> str:
    """Of a cell that is in the older notebook only."""
    return f"old-{anchor_of(cell)}"


@dataclass(frozen=True)
class Difference:
    """The facts that can be read without the pages."""

    counts: Mapping[str, int] = field(
        default_factory=dict
    )  # rows by change, and "moved" …
    page_count: int = 1
    # The first new cell that stands on each page, to find the page of one.
    first_cells: Sequence[int] = ()
    cell_count: int = 0  # of the newer file
    # By old cell: [line, count, new cell, new line], see `comparing.Run`.
    places: Mapping[str, Sequence[Sequence[int]]] = field(default_factory=dict)
    changed_code: Sequence[int] = ()  # new code cells that are not as they were
    lost_code: Sequence[int] = ()  # old code cells that are gone
    reason: Text | None = None  # why the files cannot be compared

    @classmethod
    def parse(cls, text: str | bytes) -> "Difference":
        """Reads the JSON that `as_json` wrote."""
        given: dict[str, Any] = json.loads(text)
        return cls(**given)

    def as_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @property
    def changed_rows(self) -> int:
        return sum(self.counts.values()) - self.counts.get(Change.UNCHANGED, 0)

    def page_of(self, cell: int) -> int:
        """The page that shows a cell of the newer file; both are counted from 1."""
        return max(1, sum(first <= cell for first in self.first_cells))

    def place(self, cell: int, line: int | None) -> tuple[int, int | None] | None:
        """Where an old cell is now, and its line, as far as that is still there; all from 1."""
        found = self.places.get(str(cell), ())
        if not found:
            return None
        for start, count, new_cell, new_line in found:
            if line is not None and start <= line < start + count:
                return new_cell, new_line + line - start
        return found[0][2], None
