"""What is said where the names that tell an edition are not found."""

from dataclasses import replace

import pytest

from notebooks.no_edition import no_edition
from notebooks.signatures import Edition
from notebooks.syntax import code_cells, definitions
from tests.notebooks.building import BIKES, code, notebook, words


def refusal(*cells):
    book = notebook(*cells)
    return no_edition(BIKES, book, definitions(code_cells(book))).words


def test_what_each_edition_lacks_is_named():
    words = refusal(code("x = 1"))
    lines = "`import my_answers`, `iterations = …` or `epochs = …`."
    assert f"at its top level, {lines} Run the notebook" in words["en"]
    assert "`import my_answers`、または `iterations = …`、または" in words["ja"]


def test_an_edition_of_several_names_lists_those_that_are_missing():
    several = Edition("keras", ("epochs", "batch_size", "rate"), ())
    found = definitions(["rate = 1"])
    words = no_edition(replace(BIKES, editions=(several,)), notebook(), found).words
    assert "at its top level, `epochs = …` and `batch_size = …`." in words["en"]
    assert "次の行が必要です：`epochs = …` と `batch_size = …`。" in words["ja"]


def test_a_name_spelt_almost_like_one_is_pointed_at():
    words = refusal(code("x = 1"), code("# how long\nepoch = 9"))
    assert "Cell 2, line 2 assigns `epoch`: is `epochs` meant?" in words["en"]
    assert "セル 2 の 2 行目に `epoch`" in words["ja"]
    assert "meant" not in refusal(code("e = 9"), code("batches = 3"))["en"]


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
