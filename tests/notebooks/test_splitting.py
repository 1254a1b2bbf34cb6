"""Cells are divided after lines and outputs into parts that are whole HTML."""

from html.parser import HTMLParser

import pytest

from notebooks.html import Html
from notebooks.pages import CELL_END, PageCell, Writer
from notebooks.rendering import render
from notebooks.splitting import Gap, marked, parts_of
from tests.isolating import LABELS
from tests.notebooks.building import code, notebook

SOURCE = 'a = 1\nb = """\n</span>\n"""\nc = 3'
PRINTED = [
    {"output_type": "stream", "name": name, "text": text}
    for name, text in (("stdout", "one\n"), ("stderr", "<!--cell-1-output-2-->two\n"))
]
VOID = {"img", "br"}


class Nesting(HTMLParser):
    """What is open at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, _attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def cell() -> PageCell:
    outputs = [{**output, "metadata": {}} for output in PRINTED]
    data = notebook(code(SOURCE, *outputs))
    (rendered,) = render(data)
    return Writer(LABELS, comment_url="?comment=").cell(rendered)


def text_of(html: str) -> list[str]:
    return [f"line-{n}" for n in range(1, 6) if f'id="cell-1-line-{n}"' in html]


def test_a_cell_is_divided_after_the_line_and_stays_whole_html(cell):
    (before, gap), (after, end) = parts_of(cell.html, cell.anchor, [Gap(line=3)])
    assert (gap, end) == (Gap(line=3), None)
    assert text_of(before) == ["line-1", "line-2", "line-3"]
    assert text_of(after) == ["line-4", "line-5"]
    for middle in ("", '<div class="comments"></div>'):
        nesting = Nesting()
        nesting.feed(before + middle + after + CELL_END)
        assert nesting.open == []
    assert before.count("<pre") == before.count("</pre>")


def test_after_the_last_line_no_empty_listing_is_left(cell):
    (_before, _gap), (after, _end) = parts_of(cell.html, cell.anchor, [Gap(line=5)])
    assert "<code>" not in after.partition("outputs")[0]


def test_gaps_come_in_the_order_of_the_page_each_once(cell):
    asked = [Gap(output=2), Gap(line=2), Gap(output=1), Gap(line=2)]
    parts = parts_of(cell.html, cell.anchor, asked)
    gaps = [gap for _html, gap in parts]
    assert gaps == [Gap(line=2), Gap(output=1), Gap(output=2), None]
    assert "one" in parts[1][0]
    assert "two" in parts[2][0]
    assert "&lt;!--cell-1-output-2--&gt;" in parts[2][0]  # the student's text


@pytest.mark.parametrize("gap", [Gap(line=6), Gap(output=3)])
def test_what_the_cell_does_not_have_divides_nothing(cell, gap):
    assert parts_of(cell.html, cell.anchor, [gap]) == [(cell.html, None)]


def test_lines_and_outputs_are_marked(cell):
    html = marked(cell.html, cell.anchor, [1, 3], [2])
    assert html.count("data-marked") == 3
    for place in ("line-1", "line-3", "output-2"):
        assert f'id="cell-1-{place}" data-marked' in html
    assert marked(cell.html, cell.anchor, [], []) == cell.html
    assert isinstance(html, Html)
