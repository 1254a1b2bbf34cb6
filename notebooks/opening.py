"""Prepares an uploaded file for a page: as cells, lines of text, or a picture."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from notebooks.album import Album
from notebooks.controls import has_controls
from notebooks.documents import Document, DocumentKind, OutlineRow
from notebooks.file_kinds import NOTEBOOK, suffix
from notebooks.highlighting import as_text
from notebooks.images import PICTURES
from notebooks.pages import PageCell, Writer, paged
from notebooks.reading import read_notebook
from notebooks.refusals import Refusal
from notebooks.rendering import MOST_CELLS, RenderedCell, outline, render

TEXT_CHARACTERS = 400_000
TEXT_LINES = 5000


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
    if not cells:
        return Opened(Document(DocumentKind.EMPTY))
    pages = paged(writer.cell(cell) for cell in cells)
    document = Document(
        DocumentKind.NOTEBOOK,
        first_cells=[page[0].number or 1 for page in pages],
        cell_count=len(cells),
        dropped_cells=max(0, len(notebook["cells"]) - MOST_CELLS),
        marked_cells=[cell.index for cell in cells if cell.has_controls],
    )
    return Opened(replace(document, outline=_outline(cells, document)), pages)


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
