"""Renders a notebook as parts for pages with a strict content security policy.

The HTML contains no style attributes, scripts, event handlers or remote addresses.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nbformat

from notebooks.album import Album
from notebooks.anchors import anchor_of
from notebooks.budget import Budget
from notebooks.controls import has_controls
from notebooks.highlighting import as_text, highlighted
from notebooks.html import NOTHING, Html
from notebooks.limits import IntakeLimits
from notebooks.markup import (
    LONGEST_MARKDOWN,
    Attachments,
    Heading,
    Written,
    markdown,
    plain,
)
from notebooks.outputs import OutputRenderer, RenderedOutput, merged

MOST_CELLS = IntakeLimits().cells


@dataclass(frozen=True)
class RenderedCell:
    index: int  # counted from 1, as in `Block.cell`
    anchor: str  # "cell-3"; line 5 is "cell-3-line-5"
    id: str  # the notebook's own id, the same in all its versions
    kind: str  # "code", "markdown" or "raw"
    execution_count: int | None
    lines: tuple[Html, ...] = ()  # of code and raw cells, one per line of source
    dropped_lines: int = 0  # at the end of the source, not in `lines`
    html: Html = NOTHING  # of markdown cells
    headings: tuple[Heading, ...] = ()
    outputs: tuple[RenderedOutput, ...] = ()
    dropped_outputs: int = 0
    has_controls: bool = False  # invisible characters that change how its source reads


def render(
    notebook: nbformat.NotebookNode, album: Album | None = None
) -> list[RenderedCell]:
    """Renders the first MOST_CELLS cells of a notebook that `read_notebook` returned."""
    renderer = Renderer(album or Album())
    shown = notebook["cells"][:MOST_CELLS]
    return [renderer.cell(n, cell) for n, cell in enumerate(shown, 1)]


def outline(cells: Iterable[RenderedCell]) -> list[Heading]:
    return [heading for cell in cells for heading in cell.headings]


class Renderer:
    """Renders cells one by one, within one budget. `anchor` names a cell by its number."""

    def __init__(
        self,
        album: Album,
        budget: Budget | None = None,
        anchor: Callable[[int], str] = anchor_of,
    ) -> None:
        self._album = album
        self._budget = budget or Budget()
        self._anchor = anchor
        self.outputs = OutputRenderer(album, self._budget, anchor)

    def cell(self, index: int, cell: Mapping[str, Any]) -> RenderedCell:
        kind, source, anchor = cell["cell_type"], cell["source"], self._anchor(index)
        if kind == "markdown":
            lines, dropped = self._budget.source(source)
            text = "\n".join(lines)
            written = self._markdown(text, anchor, cell.get("attachments"))
            return RenderedCell(
                index,
                anchor,
                cell["id"],
                kind,
                None,
                dropped_lines=dropped,
                html=written.html,
                headings=written.headings,
            )
        code = kind == "code"
        lines, dropped = self._budget.source(source)
        outputs = merged(cell["outputs"]) if code else []
        count = self._budget.outputs_of(len(outputs))
        return RenderedCell(
            index,
            anchor,
            cell["id"],
            kind,
            cell["execution_count"] if code else None,
            lines=self._highlighted(lines) if code else as_text(lines),
            dropped_lines=dropped,
            outputs=self.outputs.outputs(index, outputs[:count]),
            dropped_outputs=len(outputs[count:]),
            has_controls=has_controls(source),
        )

    def _markdown(
        self, text: str, anchor: str, attachments: Attachments | None = None
    ) -> Written:
        if not self._budget.covers_parsing(text, LONGEST_MARKDOWN):
            return Written(plain(text))
        return markdown(text, anchor, attachments, album=self._album)

    def _highlighted(self, lines: Sequence[str]) -> tuple[Html, ...]:
        text = "\n".join(lines)
        return (
            highlighted(text) if self._budget.covers_parsing(text) else as_text(lines)
        )
