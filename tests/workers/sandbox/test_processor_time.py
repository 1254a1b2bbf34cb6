"""Processor time is added up from looks at processes, and never falls."""

import pytest

from workers.sandbox import processor_time
from workers.sandbox.processes import TICK_S, Look
from workers.sandbox.processor_time import ProcessorTime

TENTH = 0.1


def _look(
    pid: int, own: int, collected: int = 0, *, runs: bool = False, started: int = 1
) -> Look:
    return Look(pid, started, 1, own, collected, 0, runs)


@pytest.fixture(autouse=True)
def _processors_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processor_time, "share_of_processor", lambda pid: 1.0)


class Counting:
    """Looks ten times a second."""

    def __init__(self, *looks: Look) -> None:
        self.now = 0.0
        self.time = ProcessorTime(looks, self.now)

    def look(self, *looks: Look) -> float:
        self.now += TENTH
        self.time.add(looks, self.now)
        return round(self.time.seconds / TICK_S)


def test_what_was_used_before_does_not_count() -> None:
    counting = Counting(_look(1, 500, 300))
    assert counting.look(_look(1, 500, 300)) == 0
    assert counting.look(_look(1, 520, 300)) == 20


def test_a_child_that_is_collected_counts_once() -> None:
    counting = Counting(_look(1, 0))
    assert counting.look(_look(1, 0), _look(2, 30)) == 30
    assert counting.look(_look(1, 0, 40)) == 40  # 10 more, after it was last seen
    assert counting.look(_look(1, 0, 40)) == 40


def test_a_child_that_is_collected_between_two_looks_at_its_parent_counts_once() -> (
    None
):
    """The parent was looked at first, and collected it before the child's turn came."""
    counting = Counting(_look(1, 0), _look(2, 0))
    assert counting.look(_look(1, 0), _look(2, 30)) == 30
    assert counting.look(_look(1, 0)) == 30
    assert counting.look(_look(1, 0, 35)) == 35


def test_a_child_that_was_never_seen_counts_when_it_is_collected() -> None:
    counting = Counting(_look(1, 0))
    assert counting.look(_look(1, 0, 7)) == 7


def test_a_child_that_nobody_collects_stays_counted() -> None:
    counting = Counting(_look(1, 0))
    assert counting.look(_look(1, 0), _look(2, 30)) == 30
    assert counting.look(_look(1, 0)) == 30
    for _ in range(3):
        assert counting.look(_look(1, 0)) == 30


def test_what_was_lost_long_ago_hides_nothing_later() -> None:
    counting = Counting(_look(1, 0))
    counting.look(_look(1, 0), _look(2, 300))
    counting.look(_look(1, 0))
    counting.look(_look(1, 0))
    assert counting.look(_look(1, 0, 50)) == 350


def test_grandchildren_count_once() -> None:
    counting = Counting(_look(1, 0))
    counting.look(_look(1, 0), _look(2, 10), _look(3, 20))
    # The child collected its own child, then was collected.
    assert counting.look(_look(1, 0), _look(2, 10, 25)) == 35
    assert counting.look(_look(1, 0, 40)) == 40


def test_a_number_that_is_used_again_is_another_process() -> None:
    counting = Counting(_look(1, 0), _look(2, 100, started=5))
    assert counting.look(_look(1, 0, 100), _look(2, 3, started=9)) == 3


def test_children_between_two_looks_are_estimated_by_those_that_were_met() -> None:
    """Each lives for half of the time between two looks and uses half a processor on average."""
    counting = Counting(_look(1, 0))
    for number in range(200):
        met = [_look(10 + number, 2, runs=True)] if number % 2 else []
        counting.look(_look(1, 0), *met)
    used_s = 200 * TENTH / 2
    assert used_s / 2 <= counting.time.seconds <= used_s * 1.5


def test_children_that_are_collected_are_not_estimated() -> None:
    counting = Counting(_look(1, 0))
    told = 0
    for number in range(200):
        met = [_look(10 + number, 2, runs=True)] if number % 2 else []
        counting.look(_look(1, 0, told), *met)
        told += 5
    # The parent was last looked at before it was told of the last child, which is still seen.
    assert round(counting.time.seconds / TICK_S) == told - 5 + 2


def test_one_that_waits_stands_for_nothing() -> None:
    counting = Counting(_look(1, 0))
    for number in range(200):
        counting.look(_look(1, 0), _look(10 + number, 0))
    assert counting.time.seconds == 0


def test_a_busy_machine_makes_no_time_of_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processor_time, "share_of_processor", lambda pid: 0.05)
    counting = Counting(_look(1, 0))
    for number in range(100):
        counting.look(_look(1, 0), _look(10 + number, 0, runs=True))
    assert counting.time.seconds == 0
