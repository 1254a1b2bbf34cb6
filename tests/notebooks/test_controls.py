"""Characters that nobody sees are marked in code, and told of above it."""

import pytest

from notebooks.album import Album
from notebooks.controls import has_controls, marked, spelt_out
from notebooks.opening import open_file
from notebooks.pages import Writer
from notebooks.rendering import render
from tests.isolating import LABELS
from tests.notebooks.building import code, document, notebook, words
from tests.notebooks.dom import parsed

OVERRIDE, ISOLATE, ZERO_WIDTH = "\u202e", "\u2066", "\u200b"


@pytest.mark.parametrize(
    "control",
    [OVERRIDE, ISOLATE, ZERO_WIDTH, "\u061c", "\ufeff", "\u00ad", "\u2028", "\u3164"],
)
def test_each_is_replaced_by_its_number_and_name(control):
    html = marked(f"level = 'user{control}'")
    assert control not in html
    [mark] = parsed(html).all("span")
    assert mark["data-control"] == f"U+{ord(control):04X}"
    assert mark["aria-label"].startswith(mark["data-control"])
    assert parsed(html).text == "level = 'user'"  # what is copied


def test_letters_of_any_script_and_joined_emoji_stay():
    text = "名前 = 'שלום' + 'می‌خواهم' + '👩‍💻'"
    assert not has_controls(text)
    assert marked(text) == text


@pytest.mark.parametrize("kind", ["code", "raw"])
def test_source_is_marked_highlighted_or_not(kind):
    cell = {**code(f"x = 1  # {OVERRIDE} y"), "cell_type": kind}
    [rendered] = render(notebook(cell))
    assert rendered.has_controls
    assert OVERRIDE not in "".join(rendered.lines)
    assert "U+202E" in "".join(rendered.lines)


def opened(name, data):
    return open_file(name, data, Writer(LABELS), Album("/p/")).document


def test_the_document_says_in_which_cells_they_stand():
    data = document(words("#"), code("x = 1"), code(f"y = '{ISOLATE}'"))
    assert opened("a.ipynb", data).marked_cells == [3]


def test_a_text_file_says_it_of_itself():
    assert opened("a.py", f"x = '{ISOLATE}'".encode()).marked_cells == (0,)
    assert opened("a.py", b"x = 1").marked_cells == ()


def test_in_plain_text_each_is_spelt_out():
    assert spelt_out(f"x = '{OVERRIDE}'  # 名前") == "x = '[U+202E]'  # 名前"
