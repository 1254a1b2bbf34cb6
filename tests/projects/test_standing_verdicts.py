"""A verdict that exists stands, whatever fault of ours comes after it."""

from dataclasses import replace

import pytest

from projects.enums import Change, Queue, RunState, RunVerdict, State, StepState
from projects.operations import grading
from projects.operations.regrade_results import change_of
from projects.queries.grading import by_criterion, newest_run
from projects.queries.workers import troubled_runs
from protocol.rerun import RERUN
from tests.projects.test_grading import (
    CHECK,
    fresh,
    lease_runs_out,
    outcome,
    take,
    waits_no_longer,
)

RERUN_RESULT = {**CHECK, "check": RERUN}
REST = replace(
    outcome(), results=(RERUN_RESULT,), environment={"notebook_s": 1.0}, is_rest=True
)


@pytest.fixture
def submission(world):
    submission = world.submission(State.CHECKING)
    grading.start_run(submission)
    return submission


@pytest.fixture
def training(submission):
    """The training's step, taken by a worker."""
    grading.finish_step(take(), outcome())
    return take(Queue.GPU)


def fault(step):
    grading.fail_step(step, "The disk is full.")


def death(step):
    lease_runs_out(step)
    grading.sweep()


def until_given_up(step, ending, before=lambda step: None):
    """Three tries end by faults, or by deaths, of ours."""
    for number in range(3):
        before(step)
        ending(step)
        waits_no_longer(step)
        if number < 2:
            step = take(Queue(step.queue))


def run_of(submission):
    return submission.runs.prefetch_related("steps__results").get()


@pytest.mark.parametrize("ending", [fault, death])
@pytest.mark.parametrize("passed", [False, True])
def test_a_rerun_that_ends_three_times_changes_no_verdict(
    submission, training, ending, passed
):
    verdict = RunVerdict.PASSED if passed else RunVerdict.FAILED
    state = State.AWAITING_REVIEW if passed else State.RETURNED
    grading.settle(training, outcome(passed=passed))
    until_given_up(training, ending)
    run = run_of(submission)
    assert (run.state, run.verdict) == (RunState.FINISHED, verdict)
    assert fresh(submission).state == state
    train = run.steps.get(kind="train")
    assert train.state == (StepState.PASSED if passed else StepState.FAILED)
    assert {row.check_slug: row.outcome for row in train.results.all()} == {
        "code.check": "passed" if passed else "failed",
        RERUN: "unjudged",
    }
    assert not run.is_cut_short, "all its checks were judged"


def test_staff_see_what_was_given_up_beside_a_verdict(submission, training):
    grading.settle(training, outcome(passed=False))
    until_given_up(training, fault)
    (told,) = troubled_runs()
    assert told.step == training
    assert "The disk is full." in told.step.incident
    assert not told.may_rerun


def test_another_try_does_only_what_was_left(submission, training):
    grading.record(training, [("curve", {"x": 1}), ("check", CHECK)])
    grading.settle(training, outcome(passed=False, artifacts={"picture-1.png": b"x"}))
    grading.record(training, [("log", {"text": "half"}), ("check", RERUN_RESULT)])
    death(training)
    waits_no_longer(training)
    heir = take(Queue.GPU)
    assert heir.verdict == RunVerdict.FAILED
    assert [row.check_slug for row in heir.results.all()] == ["code.check"]
    rows = heir.run.progress.filter(step_kind="train")
    assert [row.kind for row in rows] == ["curve", "check"], (
        "what came later is cleared"
    )
    grading.finish_step(heir, REST)
    train = fresh(heir)
    assert train.state == StepState.FAILED, "the rest fails nothing and saves nothing"
    assert [row.check_slug for row in train.results.all()] == ["code.check", RERUN]
    assert train.figures == {"loss": 0.1}
    assert train.environment == {"notebook_s": 1.0, "python": "3.11"}
    assert heir.run.artifacts.get().name == "picture-1.png"
    assert fresh(submission).state == State.RETURNED


def test_a_verdict_that_was_settled_is_the_one_that_counts(submission, training):
    grading.settle(training, outcome(passed=False))
    grading.finish_step(training, outcome(passed=True))
    assert submission.runs.get().verdict == RunVerdict.FAILED


@pytest.mark.parametrize("ending", [fault, death])
def test_a_check_that_failed_stands_whatever_became_of_those_after_it(
    submission, ending
):
    failed = {**CHECK, "outcome": "failed"}
    until_given_up(
        take(), ending, lambda step: grading.record(step, [("check", failed)])
    )
    run = run_of(submission)
    assert (run.state, run.verdict) == (RunState.FINISHED, RunVerdict.FAILED)
    assert [step.state for step in run.steps.all()] == ["failed", "skipped"]
    assert fresh(submission).state == State.RETURNED
    assert run.is_cut_short


def test_checks_that_passed_prove_nothing_of_those_never_run(submission):
    until_given_up(take(), fault, lambda step: grading.record(step, [("check", CHECK)]))
    assert run_of(submission).verdict == ""
    assert fresh(submission).state == State.HELD


def test_a_failure_of_an_earlier_try_that_the_last_one_did_not_see_decides_nothing(
    submission,
):
    step = take()
    grading.record(step, [("check", {**CHECK, "outcome": "failed"})])
    fault(step)
    waits_no_longer(step)
    step = take()
    fault(step)
    waits_no_longer(step)
    fault(take())
    assert fresh(submission).state == State.HELD


def test_a_training_that_never_came_to_a_verdict_leaves_none(submission, training):
    until_given_up(training, fault)
    run = run_of(submission)
    assert (run.state, run.verdict) == (RunState.ERRORED, "")
    assert fresh(submission).state == State.HELD


def test_what_was_never_run_is_neither_passed_nor_missing(world, submission):
    until_given_up(take(), fault, lambda step: grading.record(step, [("check", CHECK)]))
    criteria = list(submission.rubric.criteria.all())
    criteria[0].checks = ["code.check", "code.other"]
    found = by_criterion(criteria, newest_run(submission))
    assert found[0].outcome == "unjudged"
    assert [row.check_slug for row in found[0].never_run] == ["code.other"]
    assert "never run" in found[0].never_run[0].hint.lower()


def test_a_later_run_that_faults_takes_no_verdict_away(world, submission):
    grading.finish_step(take(), outcome())
    grading.finish_step(take(Queue.GPU), outcome())
    first = newest_run(submission)
    grading.rerun(submission, by=world.lead)
    until_given_up(take(), fault)
    assert newest_run(submission) == first
    assert fresh(submission).state == State.AWAITING_REVIEW


def test_a_regrade_that_was_cut_short_is_a_fault_and_no_change(world, submission):
    failed = {**CHECK, "outcome": "failed"}
    until_given_up(
        take(), fault, lambda step: grading.record(step, [("check", failed)])
    )
    run = run_of(submission)
    base = grading.start_run(submission)
    base.state, base.verdict = RunState.FINISHED, RunVerdict.PASSED
    assert change_of(base, run) == Change.FAULT
