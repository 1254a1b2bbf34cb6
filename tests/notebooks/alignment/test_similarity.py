"""How much alike cells are, within a budget."""

import pytest

from notebooks.alignment.cells import Cell
from notebooks.alignment.similarity import Words, held, line_set


def code(source):
    return Cell("code", source)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("a b c d", "a b c d", 1.0),
        ("a b c d", "d c b a", 1.0),
        ("a b", "a c", 0.5),
        ("a a", "a", 2 / 3),
        ("a", "b", 0.0),
        ("", "", 0.0),
        ("", "a", 0.0),
        ("x = y + 1", "x = y - 1", 1.0),  # signs are no words
        ("+ -", "+ *", 0.5),  # unless there is nothing else
        ("損失 を 描く", "損失 を 見る", 2 / 3),
    ],
)
def test_the_share_of_common_words_counts(one, other, likeness):
    words = Words()
    assert words.likeness(code(one), code(other)) == pytest.approx(likeness)
    assert words.likeness(code(other), code(one)) == pytest.approx(likeness)


def test_text_is_half_as_much_like_code():
    assert Words().likeness(code("a b"), Cell("markdown", "a b")) == 0.5


def test_each_cell_is_counted_once():
    words = Words()
    cell = code("a b c")
    assert words.of(cell) is words.of(cell)
    assert words.of(code("a b c")) is not words.of(cell)
    left = words.characters
    words.of(cell)
    assert words.characters == left


def test_cells_beyond_the_budget_are_like_no_other():
    words = Words(characters=5)
    assert words.likeness(code("a b c"), code("a b c")) == 0.0
    assert words.likeness(code("d e"), code("d e")) == 0.0
    assert words.characters >= 0


def test_comparisons_beyond_the_budget_find_nothing():
    words = Words(compared=3)
    one, other = code("a b"), code("a b")
    assert words.likeness(one, other) == 1.0
    assert words.likeness(one, other) == 0.0


def test_a_cell_that_is_gone_is_not_taken_for_a_new_one():
    words = Words()
    for n in range(200):  # were it not kept, its number could be given to another
        cell = code(f"word{n}")
        assert list(words.of(cell)) == [f"word{n}"]


def test_how_much_of_a_cell_stands_elsewhere_is_counted_by_lines():
    whole = line_set([code("a = 1\n  b = 2\n"), code("c = 3")])
    assert whole == {"a = 1", "b = 2", "c = 3"}
    found = held(code("a = 1\n\n\tc = 3\nd = 4"), whole)
    assert found.share == pytest.approx(2 / 3)
    assert found.lines == {"a = 1", "c = 3"}


@pytest.mark.parametrize("source", ["", "\n \n"])
def test_a_blank_cell_stands_nowhere(source):
    assert held(code(source), frozenset({""})).share == 0.0
