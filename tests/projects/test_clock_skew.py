"""Machines whose clocks differ from the database's: who may be called dead, and what waits are told."""

import contextlib
from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import Queue, State, StepState
from projects.models import Run, Worker
from projects.operations import grading, workers
from projects.queries.schedule import Scheduled
from projects.queries.statistics.waiting import waiting_of
from projects.templatetags.kit import waiting
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HOUR = timedelta(hours=1)
REAL = timezone.now


@pytest.fixture
def machine(monkeypatch):
    """A block runs on a machine whose clock is so far ahead (or behind) of the database's."""

    @contextlib.contextmanager
    def on(ahead: timedelta):
        with monkeypatch.context() as patched:
            patched.setattr(timezone, "now", lambda: REAL() + ahead)
            yield

    return on


@pytest.fixture
def submission():
    made = factories.submission(factories.project(), state=State.CHECKING)
    made.runs.all().delete()
    grading.start_run(made)
    return made


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
def test_a_worker_keeps_its_step_whatever_its_clock_says(submission, machine, ahead):
    with machine(ahead):
        step = grading.take_next(Queue.CPU, worker="one")
        assert grading.heartbeat(step)
    assert grading.take_next(Queue.CPU, worker="two") is None
    assert grading.sweep()["steps"] == 0
    step.refresh_from_db()
    assert (step.state, step.worker, step.deaths) == (StepState.RUNNING, "one", 0)
    left = step.lease_until - REAL()
    assert timedelta() < left < timedelta(minutes=1)


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
def test_nobody_is_called_dead_by_a_clock_that_is_wrong(submission, machine, ahead):
    step = grading.take_next(Queue.CPU, worker="one")
    grading.allow(step, 60)
    with machine(ahead):
        assert grading.take_next(Queue.CPU, worker="two") is None
        assert grading.sweep()["steps"] == 0
    assert grading.heartbeat(step)


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
def test_who_is_silent_is_found_by_any_clock(submission, machine, ahead, settings):
    settings.STEP_LEASE_S = -1
    step = grading.take_next(Queue.CPU, worker="one")
    with machine(ahead):
        assert grading.sweep()["steps"] == 1
    step.refresh_from_db()
    assert step.deaths == 1
    assert "stopped answering" in step.incident


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
def test_a_worker_counts_as_alive_whatever_its_clock_says(machine, ahead):
    with machine(ahead):
        workers.register("one", queue=Queue.CPU, host="a", pid=1)
        assert Worker.objects.alive().exists()
        workers.found_fit("one", [])
    assert Worker.objects.alive().exists()
    with machine(ahead):
        assert workers.beat("one", memory_mb=70)
    assert Worker.objects.alive().exists()


def test_a_wait_that_begins_in_the_future_is_no_negative_time():
    told = waiting(timezone.now() + HOUR)
    assert "-" not in told.partition(">")[2]


def test_a_run_that_ended_before_it_was_handed_in_counts_in_no_median():
    """By a worker whose clock was behind."""
    cohort = factories.cohort(starts_on=timezone.now().date())
    one = factories.submission(factories.project(), in_=cohort, state=State.APPROVED)
    run = Run.objects.create(
        submission=one, number=1, state="finished", verdict="passed"
    )
    Run.objects.filter(pk=run.pk).update(finished_at=one.submitted_at - HOUR)
    assert waiting_of(cohort).times.machine == [None]


def test_whether_it_is_late_is_judged_by_the_web_alone():
    """One clock: that of the process that takes the upload, or shows the page."""
    due = timezone.now()
    row = Scheduled(factories.project(), 1, due_at=due)
    assert row.is_past(due)
    assert not row.is_past(due - timedelta(seconds=1))
