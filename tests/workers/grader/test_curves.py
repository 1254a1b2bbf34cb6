"""A curve has as many rows as a chart can show, whatever is said of how far a training is."""

import math
from itertools import cycle

from protocol.progress import CurvePoint, Phase, Progress
from tests.workers.grader.test_pipeline import Told
from workers.grader.curves import MOST_OF_A_SERIES, MOST_OF_A_STEP, POINTS, CurveRation


def told_of(points: list[tuple[float, float]], series: str = "train") -> list[float]:
    told = Told()
    ration = CurveRation(told)
    for x, x_of in points:
        ration(Progress.of(CurvePoint(series, x, 1.0, x_of)))
    return [p.payload["x"] for p in told.of("curve")]


def test_few_points_are_all_told() -> None:
    points = [(float(n), 100.0) for n in range(0, 101, 2)]
    assert told_of(points) == [x for x, _ in points]


def test_points_of_no_known_end_are_all_told() -> None:
    assert len(told_of([(n / 8, 0.0) for n in range(70)])) == 70


def test_a_batch_at_a_time_is_thinned_with_its_first_and_its_last_point() -> None:
    told = told_of([(float(n), 9746.0) for n in range(9747)])
    assert POINTS / 2 < len(told) <= POINTS + 1
    assert (told[0], told[-1]) == (0.0, 9746.0)


def test_progress_that_goes_to_and_fro_is_cut() -> None:
    to_and_fro = cycle([1.0, 0.0])
    assert len(told_of([(next(to_and_fro), 9746.0) for _ in range(20_000)])) <= (
        MOST_OF_A_SERIES
    )


def test_a_second_try_begins_anew() -> None:
    once = [(float(n), 10.0) for n in range(11)]
    assert len(told_of(once + once)) == 22


def test_what_is_no_number_is_no_point() -> None:
    strange = [(math.nan, 1.0), (math.inf, 1.0), (1.0, math.inf), (1.0, math.nan)]
    assert told_of(strange) == []


def test_a_step_has_few_rows_over_all_its_curves_and_keeps_all_else() -> None:
    told = Told()
    ration = CurveRation(told)
    for n in range(20 * MOST_OF_A_STEP):
        ration(Progress.of(CurvePoint(f"series {n % 20}", n % 3, 1.0, 0.0)))
        ration(Progress.of(Phase({"en": "x"}, 1, 1)))
    assert len(told.of("curve")) == MOST_OF_A_STEP
    assert len(told.of("phase")) == 20 * MOST_OF_A_STEP
