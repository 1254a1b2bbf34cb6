"""The difference of two files as pages: what changed, and a line for what did not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notebooks.album import Album
from notebooks.alignment.aligning import Change
from notebooks.alignment.cells import cells_of
from notebooks.alignment.comparing import Compared, compared
from notebooks.alignment.facts import Difference, Row, old_anchor
from notebooks.alignment.labels import DifferenceLabels
from notebooks.alignment.runs import runs
from notebooks.alignment.sequences import common_blocks
from notebooks.alignment.writing import SourceWriter
from notebooks.budget import Budget
from notebooks.file_kinds import NOTEBOOK, suffix
from notebooks.html import Html, escaped
from notebooks.labels import Labels
from notebooks.opening import TEXT_CHARACTERS
from notebooks.outputs import merged
from notebooks.pages import CELL_END, Writer, paged
from notebooks.reading import read_notebook
from notebooks.refusals import Refusal
from notebooks.rendering import Renderer

LONGEST_HEAD = 100
"""Characters of a cell's first line by which it is known where it is folded."""

_EDITED = (Change.EDITED, Change.SPLIT, Change.MERGED)


@dataclass(frozen=True)
class Side:
    """A file, and the album that its pictures go into."""

    name: str
    data: bytes
    album: Album


@dataclass(frozen=True)
class Pages:
    difference: Difference
    pages: Sequence[Sequence[Row]] = ()


def compare(
    old: Side, new: Side, labels: Labels, words: DifferenceLabels, *, whole: bool
) -> Pages:
    """Compares two notebooks, or two files of text. `whole`: unchanged cells are shown too."""
    try:
        books = [_book(side) for side in (old, new)]
    except Refusal as refusal:
        return Pages(Difference(reason=refusal.words))
    budget = Budget()
    writer = _RowWriter(
        books,
        [
            Renderer(old.album, budget, old_anchor),
            Renderer(new.album, budget),
        ],
        Writer(labels),
        words,
        SourceWriter(labels, words, budget),
        whole,
    )
    found = compared(*(cells_of(book) for book in books))
    pages = paged(writer.row(one) for one in found)
    return Pages(_difference(found, books, pages), pages)


def _book(side: Side) -> Mapping[str, Any]:
    """A file of text as a notebook of one cell."""
    if suffix(side.name) == NOTEBOOK:
        return read_notebook(side.data)
    text = side.data.decode("utf-8-sig", "replace")[:TEXT_CHARACTERS]
    kind = "code" if suffix(side.name) == ".py" else "raw"
    cell = {"cell_type": kind, "id": "file", "source": text, "outputs": []}
    return {"cells": [cell]}


def _difference(
    found: Sequence[Compared],
    books: Sequence[Mapping[str, Any]],
    pages: Sequence[Sequence[Row]],
) -> Difference:
    counts: dict[str, int] = {}
    for row in (row for page in pages for row in page):
        name = _counted_as(row)
        counts[name] = counts.get(name, 0) + 1
    places = {
        str(cell): [[run.line, run.count, run.new_cell, run.new_line] for run in some]
        for one in found
        if one.new
        for cell, some in runs(one).items()
    }
    old, new = (book["cells"] for book in books)
    changed = [one for one in found if one.aligned.change is not Change.UNCHANGED]
    return Difference(
        counts,
        len(pages),
        list(_first_cells(pages)),
        len(new),
        places,
        [n for one in changed for n in _code(new, one.aligned.new)],
        [n for one in changed if not one.new for n in _code(old, one.aligned.old)],
    )


def _first_cells(pages: Sequence[Sequence[Row]]) -> Iterator[int]:
    """Of a page with deleted cells only: the one that follows."""
    before = 0
    for page in pages:
        numbers = [n for row in page for n in row.new]
        yield numbers[0] if numbers else before + 1
        before = numbers[-1] if numbers else before


def _counted_as(row: Row) -> str:
    if row.change != Change.UNCHANGED:
        return row.change
    if row.moved:
        return "moved"
    return "outputs" if row.outputs_changed else row.change


def _code(cells: Sequence[Mapping[str, Any]], numbers: Iterable[int]) -> Iterator[int]:
    return (n for n in numbers if cells[n - 1]["cell_type"] == "code")


@dataclass(frozen=True)
class _RowWriter:
    books: Sequence[Mapping[str, Any]]  # the old one and the new one
    renderers: Sequence[Renderer]
    writer: Writer
    words: DifferenceLabels
    source: SourceWriter
    whole: bool

    def row(self, one: Compared) -> Row:
        aligned = one.aligned
        side, numbers = (1, aligned.new) if aligned.new else (0, aligned.old)
        first = self._cell(side, numbers[0])
        return Row(
            aligned.change.value,
            aligned.old,
            aligned.new,
            first["cell_type"],
            _head(first["source"]),
            aligned.moved,
            aligned.outputs_changed,
            Html(self._html(one, side, numbers[0])),
        )

    def _cell(self, side: int, number: int) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.books[side]["cells"][number - 1]
        return found

    def _html(self, one: Compared, side: int, number: int) -> str:
        aligned = one.aligned
        if aligned.change in _EDITED:
            is_code = self._cell(side, number)["cell_type"] == "code"
            return self.source.source(one, is_code=is_code) + self._outputs(one)
        if aligned.outputs_changed:
            return self._outputs(one)
        if aligned.is_same and not self.whole:
            return ""
        rendered = self.renderers[side].cell(number, self._cell(side, number))
        return self.writer.cell(rendered).html + CELL_END

    def _outputs(self, one: Compared) -> str:
        """Outputs that differ side by side; what is the same in both is counted."""
        old, new = self._merged(0, one.aligned.old), self._merged(1, one.aligned.new)
        if not (old or new):
            return ""
        html: list[str] = []
        at = new_at = 0
        keys = [key for _number, _output, key in old]
        new_keys = [key for _number, _output, key in new]
        for block in common_blocks(keys, new_keys):
            if at < block.old or new_at < block.new:
                html.append(
                    '<div class="columns versus">'
                    + self._side(0, self.words.before, old[at : block.old])
                    + self._side(1, self.words.after, new[new_at : block.new])
                    + "</div>"
                )
            if block.size:
                words = self.words.unchanged_outputs.about(block.size)
                html.append(f'<p class="small muted">{words}</p>')
            at, new_at = block.old + block.size, block.new + block.size
        return "".join(html)

    def _merged(
        self, side: int, numbers: Sequence[int]
    ) -> list[tuple[int, Mapping[str, Any], str]]:
        """The outputs of cells: with the cell's number, and the key that tells them apart."""
        found: list[tuple[int, Mapping[str, Any], str]] = []
        for number in numbers:
            cell = self._cell(side, number)
            keys = cells_of({"cells": [cell]})[0].outputs
            outputs = merged(cell.get("outputs", ()))
            found += [(number, *one) for one in zip(outputs, keys, strict=True)]
        return found

    def _side(
        self,
        side: int,
        title: str,
        outputs: Sequence[tuple[int, Mapping[str, Any], str]],
    ) -> str:
        count = self.source.budget.outputs_of(len(outputs))
        made = [
            rendered
            for number, output, _key in outputs[:count]
            for rendered in self.renderers[side].outputs.outputs(number, [output])
        ]
        html = self.writer.outputs(made, len(outputs) - count)
        empty = f'<p class="small muted">{escaped(self.words.no_output)}</p>'
        return (
            f'<div class="versus__side"><p class="versus__title">{escaped(title)}</p>'
            f"{html or empty}</div>"
        )


def _head(source: str) -> str:
    lines = (line.strip() for line in source[:4000].splitlines())
    return next((line for line in lines if line), "")[:LONGEST_HEAD]
