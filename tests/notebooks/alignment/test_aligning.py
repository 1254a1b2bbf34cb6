"""Pairs made on purpose, and input that would take a naive comparison for ever."""

import random
import time

import pytest

from notebooks.alignment.aligning import align
from notebooks.alignment.cells import Cell
from tests.notebooks.alignment.pairs import BASE, PAIRS, written


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_pair_is_aligned_as_a_person_would(pair):
    assert written(align(pair.old, pair.new)) == pair.rows


def test_there_are_pairs_of_each_kind():
    rows = " ".join(pair.rows for pair in PAIRS)
    assert all(sign in rows for sign in "=~+-^!,")
    assert len(PAIRS) >= 20


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_every_cell_of_both_has_one_place(pair):
    rows = align(pair.old, pair.new)
    old = sorted(number for row in rows for number in row.old)
    new = [number for row in rows for number in row.new]
    assert old == list(range(1, len(pair.old) + 1))
    assert new == list(range(1, len(pair.new) + 1))


def test_deleted_cells_stand_where_they_were():
    old = [*BASE, Cell("raw", "at the end")]
    rows = align(old, [old[0], old[2], old[4]])
    assert written(rows) == "1=1 -2 3=2 -4 5=3 -6 -7 -8 -9 -10"


def test_any_order_of_any_cells_keeps_every_cell():
    draw = random.Random(5)
    for _ in range(60):
        old = [Cell("code", f"x{draw.randrange(6)} = 1\ny = 2") for _ in range(12)]
        new = [*draw.sample(old, 8), Cell("code", ""), Cell("markdown", "y = 2")]
        draw.shuffle(new)
        rows = align(old, new)
        assert sorted(n for row in rows for n in row.old) == list(range(1, 13))
        assert [n for row in rows for n in row.new] == list(range(1, 11))


def _random_cells(seed: int, words: int) -> list[Cell]:
    draw = random.Random(seed)
    return [
        Cell("code", " ".join(f"w{draw.randrange(words)}" for _ in range(50)))
        for _ in range(10_000)
    ]


HOSTILE = {
    "all cells equal": lambda: (
        [Cell("code", "x")] * 10_000,
        [Cell("code", "x")] * 9_000,
    ),
    "few cells, many times": lambda: (
        [Cell("code", f"x{n * n % 7}") for n in range(10_000)],
        [Cell("code", f"x{n * n % 5}") for n in range(10_000)],
    ),
    "all reversed": lambda: (
        [Cell("code", f"x = {n}") for n in range(10_000)],
        [Cell("code", f"x = {n}") for n in range(10_000, 0, -1)],
    ),
    "all different, of the same words": lambda: (
        _random_cells(1, 300),
        _random_cells(2, 300),
    ),
    "all different, of rare words": lambda: (
        _random_cells(3, 90_000),
        _random_cells(4, 90_000),
    ),
    "one cell of 10 MB": lambda: (
        [Cell("code", "abc def\n" * 1_250_000)],
        [Cell("code", "abd def\n" * 1_250_000)],
    ),
    "cells of many equal lines": lambda: (
        [Cell("code", "a = 1\nb = 2\n" * n) for n in range(1, 300)],
        [Cell("code", "b = 2\nc = 3\n" * n) for n in range(1, 300)],
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_notebooks_take_seconds_and_not_for_ever(name):
    old, new = HOSTILE[name]()
    began = time.process_time()
    rows = align(old, new)
    assert time.process_time() - began < 6  # about a tenth of it on a quiet machine
    assert sum(len(row.new) for row in rows) == len(new)
