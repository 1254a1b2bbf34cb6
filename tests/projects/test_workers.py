"""Worker's rows: what they say of themselves, who judges it, and drain."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import Queue, State, WorkerState
from projects.errors import NotAllowed, WrongState
from projects.models import Worker
from projects.operations import grading, workers
from projects.queries.workers import all_workers

NAME = "cpu@here:1"


@pytest.fixture
def worker(db):
    return workers.register(NAME, queue=Queue.CPU, host="here", pid=1)


@pytest.fixture
def submission(world):
    submission = world.submission(State.CHECKING)
    grading.start_run(submission)
    return submission


def take():
    return grading.take_next(Queue.CPU, worker=NAME)


def fresh(row):
    row.refresh_from_db()
    return row


def on_the_page():
    (found,) = all_workers().here
    return found


def silence(worker, seconds=3600):
    past = timezone.now() - timedelta(seconds=seconds)
    Worker.objects.filter(pk=worker.pk).update(seen_at=past)


def test_nothing_is_taken_before_the_doctor_has_spoken(worker, submission):
    assert worker.judged() == WorkerState.STARTING
    assert take() is None
    workers.found_fit(NAME, ["ok  sandbox"])
    assert fresh(worker).diagnosis == ["ok  sandbox"]
    assert worker.judged() == WorkerState.READY
    assert take() is not None


def test_what_it_does_is_seen_until_it_has_done_it(worker, submission):
    workers.found_fit(NAME, [])
    step = take()
    assert (fresh(worker).step, worker.judged()) == (step, WorkerState.BUSY)
    workers.freed(NAME)
    assert (fresh(worker).step, worker.judged()) == (None, WorkerState.READY)


def test_an_unfit_worker_says_why_and_takes_nothing(worker, submission):
    workers.found_unfit(NAME, "The sandbox has a hole.", ["NO  network"])
    assert fresh(worker).judged() == WorkerState.UNFIT
    assert worker.reason == "The sandbox has a hole."
    assert take() is None
    workers.found_fit(NAME, ["ok  network"])
    assert (fresh(worker).reason, worker.judged()) == ("", WorkerState.READY)


def test_a_worker_that_lost_its_device_in_the_middle_stays_unfit(worker, submission):
    workers.found_fit(NAME, ["ok  sandbox"])
    take()
    workers.found_unfit(NAME, "The GPU has vanished.")
    workers.freed(NAME)
    assert fresh(worker).judged() == WorkerState.UNFIT
    assert worker.diagnosis == ["ok  sandbox"]


def test_a_silent_worker_is_judged_when_it_is_read(worker):
    workers.found_fit(NAME, [])
    silence(worker, 60)
    assert on_the_page().judged() == WorkerState.SILENT
    assert not Worker.objects.alive().exists()
    assert workers.beat(NAME, memory_mb=80)
    assert (on_the_page().judged(), fresh(worker).memory_mb) == (WorkerState.READY, 80)


def test_a_web_whose_clock_is_wrong_judges_no_worker_by_it(worker, monkeypatch):
    workers.found_fit(NAME, [])
    for hours in (-2, 2):
        wrong = timezone.now() + timedelta(hours=hours)
        monkeypatch.setattr(timezone, "now", lambda at=wrong: at)
        assert on_the_page().judged() == WorkerState.READY
        monkeypatch.undo()


def test_a_worker_that_has_been_silent_for_long_is_no_tile(worker):
    silence(worker)
    assert (all_workers().here, all_workers().gone) == ([], [worker])


def test_of_each_cost_of_a_grading_the_most_is_kept(worker):
    workers.cost(NAME, memory_mb=210, cpu_s=1.5, log_kb=3)
    workers.cost(NAME, memory_mb=90, cpu_s=7.25, log_kb=1)
    kept = fresh(worker)
    assert (kept.most_memory_mb, kept.most_cpu_s, kept.most_log_kb) == (210, 7.25, 3)


def test_a_drained_worker_keeps_its_step_and_takes_no_other(world, worker, submission):
    workers.found_fit(NAME, [])
    step = take()
    workers.drain(worker, by=world.lead)
    assert fresh(worker).judged() == WorkerState.DRAINING
    assert grading.heartbeat(step)
    assert not workers.wants_drain(NAME), "not in the middle of it"
    workers.freed(NAME)
    assert workers.wants_drain(NAME)
    grading.hand_back(step, "for this test")
    assert take() is None
    workers.stopped(NAME)
    assert fresh(worker).judged() == WorkerState.STOPPED


def test_a_drain_can_be_taken_back_until_the_process_has_ended(world, worker):
    workers.found_fit(NAME, [])
    workers.drain(worker, by=None)
    workers.undo_drain(worker, by=world.lead)
    assert fresh(worker).judged() == WorkerState.READY
    workers.drain(worker, by=world.lead)
    workers.stopped(NAME)
    with pytest.raises(WrongState):
        workers.undo_drain(worker, by=world.lead)


def test_what_stopped_or_drains_is_not_drained(world, worker):
    workers.drain(worker, by=world.admin)
    with pytest.raises(WrongState):
        workers.drain(worker, by=world.admin)
    workers.stopped(NAME)
    with pytest.raises(WrongState):
        workers.drain(worker, by=world.admin)


@pytest.mark.parametrize("name", ["author", "certified", "assigned"])
@pytest.mark.parametrize("verb", [workers.drain, workers.undo_drain])
def test_others_do_not_drain(world, worker, name, verb):
    with pytest.raises(NotAllowed):
        verb(worker, by=world.person(name))


def test_a_process_id_that_comes_round_again_is_a_new_worker(worker):
    workers.found_unfit(NAME, "Broken.")
    again = workers.register(NAME, queue=Queue.CPU, host="here", pid=1)
    assert Worker.objects.get() == again
    assert again.judged() == WorkerState.STARTING


def test_rows_of_ended_workers_are_kept_for_a_day(worker):
    workers.stopped(NAME)
    assert grading.sweep()["forgotten"] == 0
    silence(worker, seconds=90_000)
    assert grading.sweep()["forgotten"] == 1
    assert not workers.beat(NAME, memory_mb=1), "it must register anew"
