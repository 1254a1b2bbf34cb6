"""Prepares an uploaded file for a page: as cells, lines of text, or a picture."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from notebooks.controls import has_controls
from notebooks.highlighting import as_text
from notebooks.images import KINDS, Album
from notebooks.naming import suffix
from notebooks.pages import PageCell, Writer, paged
from notebooks.reading import read_notebook
from notebooks.refusals import Refusal, Text
from notebooks.rendering import MOST_CELLS, RenderedCell, outline, render

TEXT_CHARACTERS = 400_000
TEXT_LINES = 5000
NOTEBOOK = ".ipynb"
PICTURES = {".png": KINDS[0], ".jpg": KINDS[1], ".jpeg": KINDS[1], ".gif": KINDS[2]}


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


@dataclass(frozen=True)
class Opened:
    document: Document
    pages: list[list[PageCell]] = field(default_factory=list)


def open_file(name: str, data: bytes, writer: Writer, album: Album) -> Opened:
    """Reads and renders the file, and adds its pictures to the album."""
    kind = suffix(name)
    if kind == NOTEBOOK:
        return _notebook(data, writer, album)
    if kind in PICTURES:
        address = album.add(PICTURES[kind], data)
        if address is None:
            return Opened(Document(DocumentKind.UNREADABLE))
        return Opened(Document(DocumentKind.PICTURE, picture=address))
    return _text_file(name, data, writer)


def _notebook(data: bytes, writer: Writer, album: Album) -> Opened:
    try:
        notebook = read_notebook(data)
    except Refusal as refusal:
        return Opened(Document(DocumentKind.UNREADABLE, reason=refusal.words))
    cells = render(notebook, album)
    pages = paged(writer.cell(cell) for cell in cells)
    if not cells:
        return Opened(Document(DocumentKind.EMPTY))
    first_cells = [page[0].number or 1 for page in pages]
    document = Document(
        DocumentKind.NOTEBOOK,
        first_cells=first_cells,
        cell_count=len(cells),
        dropped_cells=max(0, len(notebook["cells"]) - MOST_CELLS),
        marked_cells=[cell.index for cell in cells if cell.has_controls],
    )
    rows = _outline(cells, document)
    return Opened(Document(**{**vars(document), "outline": rows}), pages)


def _outline(cells: Sequence[RenderedCell], document: Document) -> list[OutlineRow]:
    pages = {cell.index: document.page_of(cell.index) for cell in cells}
    return [
        OutlineRow(heading.level, heading.text, heading.anchor, pages[cell.index])
        for cell in cells
        for heading in outline([cell])
    ]


def _text_file(name: str, data: bytes, writer: Writer) -> Opened:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Opened(Document(DocumentKind.UNREADABLE))
    if "\0" in text:
        return Opened(Document(DocumentKind.UNREADABLE))
    if not text:
        return Opened(Document(DocumentKind.EMPTY))
    lines = text[:TEXT_CHARACTERS].splitlines()
    kept = as_text(lines[:TEXT_LINES])
    dropped = len(lines) - len(kept) + text[TEXT_CHARACTERS:].count("\n")
    cell = writer.text_file(name, kept, dropped)
    marked = (0,) if has_controls(text) else ()
    return Opened(Document(DocumentKind.TEXT, marked_cells=marked), [[cell]])
