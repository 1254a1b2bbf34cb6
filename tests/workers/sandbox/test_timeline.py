"""What a sandbox used: few points, no lost peak, several sandboxes on one line."""

import pytest

from workers.sandbox.timeline import MEGABYTE, MOST, Timeline


def measured(seconds: int, start: float = 1000.0, peak_at: int = -1) -> Timeline:
    """Ten measures a second, half a processor, 100 MB; one moment of 900 MB."""
    line = Timeline()
    for tick in range(seconds * 10):
        memory = 900 if tick == peak_at else 100
        line.add(start + tick / 10, memory * MEGABYTE, tick / 20)
    return line


def test_a_short_run_has_a_point_for_every_half_second() -> None:
    points = measured(3).points(1000.0)
    assert [point[0] for point in points] == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]
    assert {point[1] for point in points} == {100.0}
    assert all(abs(point[2] - 0.5) < 0.02 for point in points)
    assert {point[3] for point in points} == {None}


def test_a_long_run_keeps_few_points_and_its_peak() -> None:
    for peak_at in (7, 5_000, 35_999):
        points = measured(3600, peak_at=peak_at).points(1000.0)
        assert MOST / 2 <= len(points) <= MOST
        assert max(point[1] for point in points) == 900.0
        assert points[-1][0] > 3500
        assert all(abs(point[2] - 0.5) < 0.02 for point in points)


def test_the_sandboxes_of_a_step_lie_on_one_line() -> None:
    whole = Timeline()
    whole.absorb(measured(200, start=1000.0))
    whole.absorb(measured(2, start=1300.0, peak_at=3))
    points = whole.points(1000.0)
    assert len(points) <= MOST
    assert [p[0] for p in points] == sorted(p[0] for p in points)
    assert [p[0] for p in points if p[1] == 900.0] == [300.0]
    assert not [p for p in points if 205 < p[0] < 295]


def test_what_was_coarser_stays_whole_when_it_takes_in_something_finer() -> None:
    whole = measured(200)
    whole.absorb(measured(1, start=1100.0, peak_at=2))
    assert max(point[1] for point in whole.points(1000.0)) == 900.0


def test_memory_of_the_gpu_is_kept_where_there_is_one() -> None:
    line = Timeline()
    line.add(10.0, MEGABYTE, 0.0, 512.0)
    line.add(10.1, MEGABYTE, 0.1, None)
    line.add(10.2, MEGABYTE, 0.1, 300.0)
    assert line.points(10.0) == [[0.0, 1.0, 0.5, 512.0]]
    assert line.now == [10.0, 1.0, 0.5, 512.0]
    assert Timeline().now is None


def test_slots_are_joined_in_pairs_when_there_are_too_many() -> None:
    line = Timeline(most=4)
    for number in range(5):
        line.add(number / 2, (number + 1) * MEGABYTE, number / 4)
    assert line.window_s == 1.0
    assert line.points(0.0) == [
        [0.0, 2.0, 0.5, None],
        [1.0, 4.0, 0.5, None],
        [2.0, 5.0, 0.5, None],
    ]


def test_the_first_measurement_says_nothing_of_the_processor() -> None:
    line = Timeline()
    line.add(7.0, MEGABYTE, 100.0)
    assert line.now == [7.0, 1.0, 0.0, None]
    line.add(8.0, MEGABYTE, 102.0)
    assert line.now == [8.0, 1.0, 2.0, None]


def test_what_began_before_the_step_is_told_at_its_beginning() -> None:
    line = Timeline()
    line.add(10.2, MEGABYTE, 0.0)
    assert [point[0] for point in line.points(10.4)] == [0.0]
    assert [point[0] for point in line.points(9.0)] == [1.0]


@pytest.mark.parametrize(
    ("told", "kept"),
    [([300.0, 512.0], 512.0), ([None, 5.0], 5.0), ([None, None], None)],
)
def test_joined_slots_keep_the_most_of_the_gpu(told, kept) -> None:
    line = Timeline(most=1)
    for number, gpu_mb in enumerate(told):
        line.add(float(number), MEGABYTE, 0.0, gpu_mb)
    assert [point[3] for point in line.points(0.0)] == [kept]
