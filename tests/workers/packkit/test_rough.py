"""Numbers in hints are rough enough to carry no hidden input."""

import math
from itertools import product

import pytest

from workers.packkit.rough import about, about_share, counted


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (3.16227, "3.2"),
        (-0.456, "-0.46"),
        (0.999, "1"),
        (0.951, "0.95"),
        (147.0, "150"),
        (0.0, "0"),
        (0.0099, "0"),
        (0.01, "0.01"),
        (-0.01, "-0.01"),
        (999.0, "1000"),
        (1000.0, "±1000+"),
        (-1000.0, "±1000+"),
        (-1e-300, "0"),
        (1e30, "±1000+"),
        (math.inf, "±1000+"),
        (-math.inf, "±1000+"),
        (math.nan, "±1000+"),
    ],
)
def test_two_digits_are_told(value: float, told: str) -> None:
    assert about(value) == told


def test_a_number_carries_ten_bits_at_most() -> None:
    tried = product((-1, 1), range(1, 10_000), range(-8, 8))
    words = {about(sign * n * 10.0**power) for sign, n, power in tried}
    assert len(words) <= 2**10


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.79, "70%"), (1.7, "100%"), (-3.0, "0%"), (math.nan, "0%"), (math.inf, "0%")],
)
def test_shares_are_told_in_tenths(value: float, told: str) -> None:
    assert about_share(value) == told


def test_counts_end_at_nine() -> None:
    assert [counted(n) for n in (0, 9, 10, 4711)] == ["0", "9", "9+", "9+"]
