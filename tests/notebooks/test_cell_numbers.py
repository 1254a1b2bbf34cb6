"""The gutter of a cell: the number by which hints call it stands before the kernel's count."""

import pytest

from notebooks.pages import Writer
from notebooks.rendering import render
from tests.isolating import LABELS
from tests.notebooks.building import code, notebook, words
from tests.notebooks.dom import parsed


def opening(*cells):
    """The link in the gutter of the last cell: what is read aloud, and what is seen."""
    *_others, cell = render(notebook(*cells))
    html = Writer(LABELS).cell(cell).html
    return parsed(html[html.index("<a ") : html.index("</a>")])


@pytest.mark.parametrize(("count", "shown"), [(7, "[7]"), (None, "[ ]")])
def test_code_shows_its_number_and_how_often_the_kernel_had_run(count, shown):
    label = opening(words("# Bikes"), {**code("x = 1"), "execution_count": count})
    assert label.text == f"{LABELS.cell % {'number': 2}}2 {shown}"
    assert label.all("a")[0]["href"] == "#cell-2"


def test_text_shows_its_number():
    label = opening(code("x = 1"), words("# Bikes"))
    assert label.text == f"{LABELS.cell % {'number': 2}}2"
    [read_aloud, seen] = label.all("span")
    assert (read_aloud["class"], seen["aria-hidden"]) == ("sr-only", "true")
