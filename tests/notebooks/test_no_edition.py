"""What is said where the names that tell an edition are not found."""

import pytest

from notebooks.no_edition import no_edition
from notebooks.syntax import code_cells, definitions
from tests.notebooks.building import BIKES, code, notebook, words


def refusal(*cells):
    book = notebook(*cells)
    return no_edition(BIKES, book, definitions(code_cells(book))).words


def test_what_each_edition_lacks_is_named():
    words = refusal(code("x = 1"))
    assert words["en"].endswith("import: my_answers; or iterations; or epochs.")
    assert "：my_answers；または iterations；または epochs。" in words["ja"]


@pytest.mark.parametrize(
    "line", ["epochs = 9", "  epochs: int = 9", "epochs, a = 1, 2"]
)
def test_a_name_that_is_set_outside_the_code_is_pointed_at(line):
    assert "“epochs” stands in cell 2" in refusal(code(""), words(line))["en"]
    broken = refusal(code("x = 1"), code(f"if\n{line}"), words(line))
    assert "Cell 2, line 1 does not read as Python" in broken["en"]
    assert "セル 2 の 1 行目" in broken["ja"]


@pytest.mark.parametrize("line", ["epochs == 9", "more_epochs = 9", "epochs\n= 9"])
def test_a_name_that_is_not_set_is_not_pointed_at(line):
    assert refusal(code("if"), words(line)) == refusal(code("x = 1"))
