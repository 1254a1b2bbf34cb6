"""A submission that is being checked by nobody should never exist; the clock repairs it."""

import pytest

from projects.enums import RunState, RunVerdict, State, StepState
from projects.models import Run, Step
from projects.operations import grading


@pytest.fixture
def submission(world):
    return world.submission(State.CHECKING)


def break_run(submission, state, steps=StepState.CANCELLED, **fields):
    run = grading.start_run(submission)
    Step.objects.filter(run=run).update(state=steps)
    Run.objects.filter(pk=run.pk).update(state=state, **fields)
    return run


def repaired(submission):
    assert grading.sweep()["repaired"] == 1
    assert grading.sweep()["repaired"] == 0
    submission.refresh_from_db()
    return submission


def test_nothing_to_repair(submission):
    grading.start_run(submission)
    assert grading.sweep()["repaired"] == 0


@pytest.mark.parametrize("lost", ["missing", "cancelled"])
def test_without_a_run_it_gets_one(submission, caplog, lost):
    if lost == "cancelled":
        break_run(submission, RunState.CANCELLED)
    assert repaired(submission).state == State.CHECKING
    assert submission.runs.first().state == RunState.QUEUED
    assert submission.events.get().kind == "run_requested"
    assert "being checked by nobody" in caplog.text


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (RunVerdict.PASSED, State.AWAITING_REVIEW),
        (RunVerdict.FAILED, State.RETURNED),
    ],
)
def test_it_follows_the_verdict_that_is_there(submission, caplog, verdict, state):
    break_run(submission, RunState.FINISHED, verdict=verdict)
    assert repaired(submission).state == state
    assert "being checked by nobody" in caplog.text


@pytest.mark.parametrize("state", RunState.faulty())
def test_after_our_fault_staff_get_it(submission, state):
    break_run(submission, state)
    assert repaired(submission).state == State.HELD
    assert submission.events.get().kind == "hold_checks"


def test_a_run_whose_next_step_nobody_queued_goes_on(submission):
    run = break_run(submission, RunState.RUNNING, steps=StepState.PENDING)
    repaired(submission)
    assert run.steps.get(kind="examine").state == StepState.QUEUED
    assert submission.state == State.CHECKING


def test_a_run_with_nothing_left_to_do_is_our_fault(submission):
    run = break_run(submission, RunState.RUNNING, steps=StepState.PASSED)
    assert repaired(submission).state == State.HELD
    run.refresh_from_db()
    assert run.state == RunState.ERRORED
