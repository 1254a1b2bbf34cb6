"""A series of any length becomes few rows: many at first, then fewer, and always the last."""

from itertools import pairwise

import pytest

from workers.grader.steps.printed import Point
from workers.grader.steps.thinning import (
    EXTRA,
    FIRST_EVERY_S,
    MOST_ROWS,
    MOST_WAITING,
    SLOWER_AFTER,
    ThinnedSeries,
)


def series_of(count):
    series = ThinnedSeries()
    add(series, range(count))
    return series


def add(series, numbers):
    for number in numbers:
        series.add(Point("train", float(number), 0.5))


def places(points):
    return [point.x for point in points]


def test_the_newest_is_always_taken_and_nothing_twice():
    series = series_of(1)
    assert places(series.take()) == [0.0]
    assert series.take() == []
    add(series, [1, 2])
    assert places(series.take()) == [1.0, 2.0]


def test_a_round_takes_few_points_evenly_chosen():
    taken = places(series_of(100).take())
    assert taken[-1] == 99.0
    assert len(taken) <= 1 + EXTRA // 4
    assert len({b - a for a, b in pairwise(taken)}) == 1


def test_at_the_end_of_a_short_training_more_of_it_is_told():
    assert len(series_of(100).take(last=True)) > len(series_of(100).take())
    assert len(series_of(1 + EXTRA).take(last=True)) == 1 + EXTRA
    assert len(series_of(2 + EXTRA).take(last=True)) <= 1 + EXTRA


def test_after_its_rows_a_series_is_told_no_more_until_its_last_point():
    series, rows = ThinnedSeries(), 0
    for number in range(500):
        add(series, [number])
        rows += len(series.take())
    assert MOST_ROWS <= rows <= MOST_ROWS + EXTRA
    assert places(series.take(last=True)) == [499.0]
    assert series.take(last=True) == []


@pytest.mark.parametrize(
    ("rounds", "every_s"),
    [
        (0, FIRST_EVERY_S),
        (SLOWER_AFTER - 1, FIRST_EVERY_S),
        (SLOWER_AFTER, FIRST_EVERY_S * 2),
        (SLOWER_AFTER * 3, FIRST_EVERY_S * 8),
    ],
)
def test_rounds_last_twice_as_long_after_every_few(rounds, every_s):
    series = ThinnedSeries()
    for number in range(rounds):
        add(series, [number])
        series.take()
    assert series.due(every_s)
    assert not series.due(every_s - 0.01)


def test_points_that_nobody_takes_are_halved_and_the_newest_is_kept():
    taken = places(series_of(10 * MOST_WAITING).take(last=True))
    assert taken[-1] == 10 * MOST_WAITING - 1
    assert taken == sorted(taken)
    assert len(taken) <= 1 + EXTRA
