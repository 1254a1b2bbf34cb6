"""A file as a page knows it: its kind, its pages, its outline; there and back as JSON."""

import json

import pytest

from notebooks.album import Album
from notebooks.documents import Document, DocumentKind, OutlineRow
from notebooks.opening import TEXT_LINES, open_file
from notebooks.pages import Writer
from tests.isolating import LABELS
from tests.notebooks.building import code, document, words

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def opened(name, data, base="/p/"):
    album = Album(base)
    return open_file(name, data, Writer(LABELS), album), album


def test_a_document_comes_back_as_it_was():
    made = Document(
        DocumentKind.NOTEBOOK,
        first_cells=[1, 40],
        cell_count=60,
        outline=[OutlineRow(1, "見出し", "a", 2)],
        marked_cells=[3],
    )
    assert Document.parse(made.as_json()) == made
    assert Document.parse(made.as_json().decode()) == made


def test_a_document_of_a_later_version_is_not_read():
    told = json.loads(Document(DocumentKind.TEXT).as_json())
    with pytest.raises(TypeError):
        Document.parse(json.dumps({**told, "unheard": 1}))
    with pytest.raises(ValueError, match="hologram"):
        Document.parse(json.dumps({**told, "kind": "hologram"}))


@pytest.mark.parametrize(
    ("cell", "page"), [(1, 1), (39, 1), (40, 2), (41, 2), (99, 3), (0, 1), (10**9, 3)]
)
def test_a_cell_is_on_one_page(cell, page):
    made = Document(DocumentKind.NOTEBOOK, first_cells=[1, 40, 80])
    assert made.page_of(cell) == page
    assert made.page_count == 3


def test_a_document_without_cells_has_a_page():
    made = Document(DocumentKind.TEXT)
    assert (made.page_count, made.page_of(7)) == (1, 1)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.ipynb", b"{", DocumentKind.UNREADABLE),
        ("a.ipynb", document(), DocumentKind.EMPTY),
        ("a.ipynb", document(code("x = 1")), DocumentKind.NOTEBOOK),
        ("a.py", b"", DocumentKind.EMPTY),
        ("a.py", b"\xff\xfe", DocumentKind.UNREADABLE),
        ("a.py", b"a\x00b", DocumentKind.UNREADABLE),
        ("a.py", b"x = 1", DocumentKind.TEXT),
        ("a.png", PNG, DocumentKind.PICTURE),
        ("a.PNG", PNG, DocumentKind.PICTURE),
        ("a.jpg", PNG, DocumentKind.UNREADABLE),
        ("a.png", b"<script>", DocumentKind.UNREADABLE),
        ("noname", b"text", DocumentKind.TEXT),
    ],
)
def test_what_a_file_is_shown_as(name, data, kind):
    made, _ = opened(name, data)
    assert made.document.kind == kind


def test_why_a_notebook_cannot_be_shown_is_told():
    made, _ = opened("a.ipynb", b"{")
    assert made.document.reason is not None
    assert set(made.document.reason) == {"en", "ja"}


def test_a_picture_has_its_address():
    made, album = opened("a.png", PNG)
    assert made.document.picture == f"/p/{next(iter(album.files))}"
    assert made.pages == []


def test_headings_lead_to_their_pages():
    cells = [
        words("# One"),
        *(code("x = 1\n" * 30) for _ in range(80)),
        words("## Two"),
    ]
    made, _ = opened("a.ipynb", document(*cells))
    (first, last) = made.document.outline
    assert (first.text, first.level, first.page) == ("One", 1, 1)
    assert (last.text, last.level) == ("Two", 2)
    assert last.page == made.document.page_count > 1
    assert len(made.pages) == made.document.page_count


def test_of_a_long_text_the_lines_that_are_dropped_are_counted():
    made, _ = opened("a.txt", b"x\n" * (TEXT_LINES + 7))
    ((cell,),) = made.pages
    assert "7 lines missing" in cell.html
    made, _ = opened("a.txt", b"x\n" * TEXT_LINES)
    assert "missing" not in made.pages[0][0].html


def test_hidden_characters_are_marked():
    made, _ = opened("a.py", "x = 1 # \u202e".encode())
    assert list(made.document.marked_cells) == [0]
    made, _ = opened("a.ipynb", document(code("x"), code("y # \u202e")))
    assert list(made.document.marked_cells) == [2]
