"""Fingerprints: which stretches of code are chosen, and where they stand."""

from random import Random

import pytest

from notebooks.similarity.fingerprints import (
    STRETCH,
    WINDOW,
    fingerprints_of,
    stretches,
)
from notebooks.similarity.tokens import Token, tokens_of

ENOUGH = STRETCH + WINDOW - 1


def row(words, cell=1):
    return [Token(word, cell, line) for line, word in enumerate(words, 1)]


def drawn(count, seed=0):
    random = Random(seed)
    return [f"word{random.randrange(50)}" for _ in range(count)]


@pytest.mark.parametrize("count", [0, 1, STRETCH - 1])
def test_less_than_a_stretch_has_no_fingerprint(count):
    assert fingerprints_of([row(drawn(count))]) == []


def test_one_stretch_has_one_with_the_lines_it_spans():
    (found,) = fingerprints_of([row(drawn(STRETCH), cell=7)])
    assert (found.cell, found.first_line, found.last_line) == (7, 1, STRETCH)
    assert 0 <= found.value < 2**64


def test_there_is_a_stretch_at_each_place():
    assert len(stretches(row(drawn(STRETCH + 5)))) == 6


@pytest.mark.parametrize("seed", range(20))
def test_long_enough_a_piece_in_common_is_found_wherever_it_stands(seed):
    piece = drawn(ENOUGH, seed)
    one = row([*drawn(40, seed + 100), *piece, *drawn(25, seed + 200)])
    other = row([*drawn(7, seed + 300), *piece, *drawn(60, seed + 400)])
    values = {found.value for found in fingerprints_of([one])}
    assert values & {found.value for found in fingerprints_of([other])}


@pytest.mark.parametrize("seed", range(5))
def test_of_each_window_one_is_chosen(seed):
    tokens = row(drawn(300, seed))
    every = [found.value for found in stretches(tokens)]
    chosen = {found.value for found in fingerprints_of([tokens])}
    for start in range(len(every) - WINDOW + 1):
        assert chosen & set(every[start : start + WINDOW])
    assert len(chosen) < len(every) / 3


def test_the_same_again_and_again_is_chosen_once_for_each_window():
    found = fingerprints_of([row(["same"] * 200)])
    assert len({one.value for one in found}) == 1
    places = [one.first_line for one in found]
    assert places == sorted(set(places))


def test_rows_are_apart():
    words = drawn(STRETCH)
    halves = [row(words[:15]), row(words[15:])]
    assert fingerprints_of(halves) == []


def values(*cells):
    return [found.value for found in fingerprints_of(tokens_of(cells))]


LOOP = "".join(f"for i in range(n):\n    x.append(i * {n})\n" for n in range(8))


@pytest.mark.parametrize(
    "other",
    [
        LOOP.replace("x", "rows").replace("for i", "for row").replace("(i ", "(row "),
        LOOP.replace("* 1", "* 100"),
        "# a remark\n" + LOOP.replace("    ", "\t"),
        LOOP.replace("\n    ", " "),
    ],
    ids=["names", "numbers", "blanks", "lines"],
)
def test_names_numbers_and_looks_do_not_count(other):
    assert values(LOOP) == values(other)


def test_what_stands_before_changes_only_what_is_near():
    assert set(values(LOOP)) & set(values('"""What this does."""\ny = 1\n' + LOOP))


def test_what_the_code_does_counts():
    assert not set(values(LOOP)) & set(values(LOOP.replace("*", "+")))
    assert not set(values(LOOP)) & set(values(LOOP.replace("append", "extend")))


def test_a_cell_that_is_no_python_gives_nothing():
    assert values("def f(:") == []
    assert values("def f(:", LOOP) == values(LOOP)


def test_places_count_from_the_cell():
    found = fingerprints_of(tokens_of(["x = 1", f"\n\n{LOOP}"]))
    assert {one.cell for one in found} == {2}
    assert min(one.first_line for one in found) >= 3
