import random
import tracemalloc
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise

import pytest

from notebooks.alignment import sequences
from notebooks.alignment.sequences import common_blocks, common_pairs, increasing


def longest(old: str, new: str) -> int:
    @cache
    def of(at: int, new_at: int) -> int:
        if at == len(old) or new_at == len(new):
            return 0
        if old[at] == new[new_at]:
            return 1 + of(at + 1, new_at + 1)
        return max(of(at + 1, new_at), of(at, new_at + 1))

    return of(0, 0)


def test_pairs_are_equal_and_rise_in_both():
    draw = random.Random(1)
    for letters in ("ab", "abcdef", "abcdefghijklmnopqrstuvwxyz"):
        for _ in range(100):
            old = [draw.choice(letters) for _ in range(draw.randrange(40))]
            new = [draw.choice(letters) for _ in range(draw.randrange(40))]
            pairs = common_pairs(old, new)
            assert all(old[at] == new[place] for at, place in pairs)
            assert all(
                one[0] < two[0] and one[1] < two[1] for one, two in pairwise(pairs)
            )


def test_where_nothing_occurs_once_the_longest_is_found():
    draw = random.Random(2)
    for _ in range(100):
        old = "".join(draw.choice("ab") for _ in range(draw.randrange(4, 16))) + "aabb"
        new = "".join(draw.choice("ab") for _ in range(draw.randrange(4, 16))) + "bbaa"
        assert len(common_pairs(old, new)) == longest(old, new)


def test_what_occurs_once_is_preferred_to_what_fills_the_space_between():
    old = ["def f():", "", "", "", "return 1"]
    new = ["", "", "", "def f():", "return 1"]
    assert common_pairs(old, new) == [(0, 3), (4, 4)]


def test_blocks_say_the_same_as_pairs_and_end_at_the_ends():
    old, new = "abcxdef", "abcydef!"
    blocks = common_blocks(old, new)
    assert [(b.old, b.new, b.size) for b in blocks] == [(0, 0, 3), (4, 4, 3), (7, 8, 0)]
    theirs = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    assert [(b.old, b.new, b.size) for b in blocks] == [tuple(b) for b in theirs]


@pytest.mark.parametrize(
    ("values", "found"),
    [([], []), ([3], [3]), ([3, 2, 1], [1]), ([5, 1, 6, 2, 3], [1, 2, 3])],
)
def test_increasing(values, found):
    assert [values[place] for place in increasing(values)] == found


def test_beyond_the_table_nothing_more_counts_as_common(monkeypatch):
    monkeypatch.setattr(sequences, "MOST_BITS", 10)
    assert common_pairs("xababy", "xbabay") == [(0, 0), (5, 5)]


def test_memory_is_bounded():
    old, new = [n % 3 for n in range(60_000)], [n % 5 for n in range(60_000)]
    tracemalloc.start()
    common_pairs(old, new)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * 1024 * 1024
