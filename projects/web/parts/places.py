"""Where a comment stands, as addresses and forms tell it.

Addresses count cells, lines and outputs from 1, as people do and as the anchors do; the
database counts cells from 0. `?comment=3:5` asks for a form at line 5 of cell 3, `3:5-8` at lines
5 to 8, `3:o2` at its second output, `3` at the whole cell, `:5` at line 5 of a text file.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from notebooks.anchors import FILE_ANCHOR, anchor_of, line_anchor, output_anchor
from notebooks.html import Html
from notebooks.pages import PageCell
from notebooks.splitting import Gap, marked, parts_of
from projects.models import Comment

_NUMBER = "[1-9][0-9]{0,8}"
_PLACE = re.compile(
    rf"(?P<cell>{_NUMBER})?(?::(?:(?P<line>{_NUMBER})(?:-(?P<end>{_NUMBER}))?|o(?P<output>{_NUMBER}))?)?"
)


@dataclass(frozen=True)
class Place:
    """A cell (None: the file itself), and in it lines or an output (None: all of it)."""

    cell: int | None
    line: int | None = None
    end_line: int | None = None  # of a range of lines, its last one
    output: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Raises Http404 for what is no place."""
        found = _PLACE.fullmatch(text)
        if found is None:
            raise Http404
        numbers = {
            name: int(part) if part else None
            for name, part in found.groupdict().items()
        }
        line, end = numbers["line"], numbers["end"]
        if line and end and end < line:
            line, end = end, line
        return cls(
            numbers["cell"], line, None if end == line else end, numbers["output"]
        )

    @classmethod
    def sent(cls, cleaned: Mapping[str, Any]) -> "Place":
        """That of a form that `PlaceForm` accepted. Its ends may be in either order."""
        line, end, output = (cleaned[name] for name in ("line", "end_line", "output"))
        if output:
            return cls(cleaned["cell"], output=output)
        if line and end and end < line:
            line, end = end, line
        return cls(cleaned["cell"], line or end, end if line and end != line else None)

    @classmethod
    def of(cls, comment: Comment) -> "Place":
        cell = None if comment.cell is None else comment.cell + 1
        return cls(cell, comment.line, comment.end_line, comment.output)

    @property
    def prefix(self) -> str:
        """Of the form for a new comment in this cell."""
        return f"new-{self.cell or ''}"

    @property
    def address(self) -> str:
        """As `parse` reads it."""
        part = f"o{self.output}" if self.output else f"{self.line or ''}"
        end = f"-{self.end_line}" if self.end_line else ""
        return f"{self.cell or ''}:{part}{end}"

    @property
    def cell_anchor(self) -> str:
        return FILE_ANCHOR if self.cell is None else anchor_of(self.cell)

    @property
    def anchor(self) -> str:
        """Of the place itself: the first line of a range."""
        if self.output:
            return output_anchor(self.cell_anchor, self.output)
        if self.line:
            return line_anchor(self.cell_anchor, self.line)
        return self.cell_anchor

    @property
    def lines(self) -> range:
        """Those that it is about."""
        return range(self.line or 0, (self.end_line or self.line or -1) + 1)

    @property
    def gap(self) -> Gap | None:
        """What stands above the comment; None: the whole cell does."""
        if self.output:
            return Gap(output=self.output)
        return Gap(line=self.end_line or self.line or 0) if self.line else None

    def fits(self, lines: int, outputs: int) -> bool:
        """Whether a cell of so many lines and outputs has this place."""
        return (self.end_line or self.line or 0) <= lines and (
            self.output or 0
        ) <= outputs


def beside(shown: PageCell, places: Sequence[Place]) -> list[tuple[Html, list[int]]]:
    """The cell in parts, each with which of these places end where it ends, by number.

    The places are marked. What is about the whole cell, or is not shown, ends the cell.
    """
    if not places:
        return [(shown.html, [])]
    # An address may ask for more lines than a machine can count.
    lines = {line for place in places for line in place.lines[: shown.line_count]}
    outputs = {place.output for place in places if place.output}
    html = marked(shown.html, shown.anchor, lines, outputs)
    gaps = [
        place.gap if place.fits(shown.line_count, shown.output_count) else None
        for place in places
    ]
    parts = parts_of(html, shown.anchor, {gap for gap in gaps if gap is not None})
    here = {gap for _html, gap in parts}
    ends = [gap if gap in here else None for gap in gaps]
    return [
        (part, [number for number, end in enumerate(ends) if end == gap])
        for part, gap in parts
    ]
