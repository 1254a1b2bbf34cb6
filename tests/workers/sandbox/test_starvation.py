"""What a crowded machine takes from a sandbox is measured; nothing inside can make it up."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from protocol.steps import Incident
from tests.workers.conftest import Start
from workers.grader import student as grader
from workers.grader import words
from workers.packkit.checks import StudentError
from workers.sandbox import starvation
from workers.sandbox.opening import opened
from workers.sandbox.sandbox import Sandbox
from workers.sandbox.schedstat import Schedstat, Schedstats
from workers.sandbox.starvation import Starvation, raise_if_starved
from workers.sandbox.watchdog import Watchdog

READER = 7
BUSY = "while True: pass"
OTHERS = 8
PATIENCE_S = 60
WAITING = """
import time
def rest(seconds):
    time.sleep(seconds)
def quiet():
    return 1
"""


class Machine:
    """One that is looked at once a second, with threads of which the test says what they had."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.used_s = 0.0, 0.0
        self.inside: Schedstats = {}
        self.reader: Schedstats = {(0, READER): Schedstat(0, 0)}
        monkeypatch.setattr(starvation, "schedstats_of", lambda _: dict(self.inside))
        monkeypatch.setattr(
            starvation, "schedstat_of_own_thread", lambda _: dict(self.reader)
        )
        self.starvation = Starvation(READER, [1], self.now)

    def second(self, *threads: tuple[float, float], reader_s: float = 0.0) -> float:
        """A second in which each thread ran and waited so long; what was lost so far."""
        self.now += 1
        for number, (ran, waited) in enumerate(threads):
            old = self.inside.get((1, number), Schedstat(0, 0))
            self.inside[1, number] = Schedstat(old.ran_s + ran, old.waited_s + waited)
        old = self.reader[0, READER]
        self.reader[0, READER] = Schedstat(old.ran_s, old.waited_s + reader_s)
        self.starvation.look([1], self.used_s, self.now)
        return round(self.starvation.lost_s, 3)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_code_that_only_waits_loses_nothing(machine: Machine) -> None:
    for _ in range(10):
        assert machine.second((0.001, 0.0), (0.0, 0.0)) == 0


def test_what_others_on_the_machine_take_is_lost(machine: Machine) -> None:
    assert machine.second((0.1, 0.9)) == 0.9
    assert machine.second((0.1, 0.9)) == 1.8
    assert machine.second((0.0, 1.0), (0.0, 1.0)) == 2.8  # a second lasts a second


def test_what_was_before_the_first_look_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        starvation, "schedstats_of", lambda _: {(1, 1): Schedstat(100.0, 1000.0)}
    )
    starved = Starvation(threading.get_native_id(), [1], 0.0)
    starved.look([1], 0.0, 1.0)
    assert starved.lost_s < 0.5  # no more than this thread itself has waited


def test_threads_that_wait_for_each_other_lose_nothing(machine: Machine) -> None:
    """A hundred of them on one processor: each waits nearly all the time."""
    assert machine.second(*[(0.01, 0.99)] * 100) == 0


def test_short_bursts_of_many_threads_lose_nothing(machine: Machine) -> None:
    """A hundred threads want the only processor for a hundredth of a second, then sleep."""
    assert machine.second(*[(0.0001, 0.0099)] * 100) == 0


def test_children_that_nobody_saw_are_held_against_it(machine: Machine) -> None:
    """They lived between two looks and kept the thread waiting that is seen."""
    machine.used_s = 1.0
    assert machine.second((0.0, 1.0)) == 0


def test_whoever_reads_the_answers_may_be_kept_waiting_too(machine: Machine) -> None:
    assert machine.second((0.1, 0.4), reader_s=0.5) == 0.9


def test_it_looks_at_most_once_a_second(machine: Machine) -> None:
    machine.inside[1, 0] = Schedstat(0.0, 0.5)
    machine.starvation.look([1], 0.0, 0.5)
    assert machine.starvation.lost_s == 0


def test_time_that_was_mostly_lost_is_a_fault_of_ours() -> None:
    raise_if_starved(100.0, 240.0)
    raise_if_starved(4.0, 5.0)  # too short to be told
    with pytest.raises(
        Incident, match="for 200 of the 240 s the code wanted a processor"
    ):
        raise_if_starved(200.0, 240.0)


@contextlib.contextmanager
def _crowded(processor: int) -> Iterator[int]:
    """The number of a busy process among others on the same processor."""
    started = [
        subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(OTHERS + 1)
    ]
    try:
        for process in started:
            os.sched_setaffinity(process.pid, {processor})
        yield started[0].pid
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_a_busy_machine_is_measured_as_the_kernel_tells_it() -> None:
    with _crowded(min(os.sched_getaffinity(0))) as pid:
        began = time.monotonic()
        starved = Starvation(threading.get_native_id(), [pid], began)
        while starved.lost_s < 0.5 and time.monotonic() - began < PATIENCE_S:
            time.sleep(0.2)
            starved.look([pid], 0.0, time.monotonic())
        assert 0.5 <= starved.lost_s <= time.monotonic() - began


@pytest.mark.parametrize(
    "limits",
    [{"call_s": 1}, {"call_s": 30, "wall_s": 8}],
    ids=["one call", "the whole step"],
)
def test_time_that_runs_out_on_a_crowded_machine_is_not_the_students_result(
    start: Start, monkeypatch: pytest.MonkeyPatch, limits: dict[str, float]
) -> None:
    monkeypatch.setattr(starvation, "LEAST_LOST_S", 0.5)
    began = time.monotonic()
    student = start(WAITING, **limits)
    assert student.call("quiet") == 1
    monkeypatch.setattr(
        Watchdog, "lost_s", property(lambda _: 0.9 * (time.monotonic() - began))
    )
    with pytest.raises(Incident, match="this machine is too crowded"):
        student.call("rest", 60)


def test_the_watchdogs_end_of_time_is_not_the_students_either(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The step's own clock is late here, so that the watchdog ends the sandbox first."""
    monkeypatch.setattr(starvation, "LEAST_LOST_S", 0.5)
    student = start(WAITING, call_s=30, wall_s=8)
    student.deadline += 60
    monkeypatch.setattr(Watchdog, "lost_s", property(lambda _: 7.0))
    with pytest.raises(Incident, match="this machine is too crowded"):
        student.call("rest", 60)


def test_the_time_to_open_a_sandbox_is_not_the_students(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*args: Any) -> Sandbox:
        time.sleep(0.5)
        return opened(*args)

    monkeypatch.setattr(grader, "opened", slowly)
    student = start(WAITING)
    assert student.lost_s >= 0.5
    before = student.lost_s
    student.start()
    assert student.lost_s >= before + 0.5


def test_code_that_sleeps_until_the_end_is_the_students_result(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starvation, "LEAST_LOST_S", 0.5)
    student = start(WAITING, call_s=3)
    with pytest.raises(StudentError) as stopped:
        student.call("rest", 60)
    assert stopped.value.hint == words.TIMED_OUT
