"""Steps, leases and fences; and where a finished run takes its submission."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects.enums import Queue, RunState, RunVerdict, State, StepState
from projects.errors import NotAllowed, WrongState
from projects.models import Step
from projects.operations import grading, submissions
from projects.operations.grading import waking
from tests import factories

CHECK = {
    "check": "code.check",
    "title": {"en": "Check"},
    "outcome": "passed",
    "hint": {},
    "evidence": "",
    "duration_s": 0.1,
}


def outcome(*, passed=True, artifacts=None):
    results = ({**CHECK, "outcome": "passed" if passed else "failed"},)
    return grading.Outcome(
        passed=passed,
        results=results,
        environment={"python": "3.11"},
        figures={"loss": 0.1},
        notes=({"en": "A note."},),
        artifacts=artifacts or {},
    )


@pytest.fixture
def submission(world):
    submission = world.submission(State.CHECKING)
    grading.start_run(submission)
    return submission


def take(queue=Queue.CPU, worker="one"):
    return grading.take_next(queue, worker=worker)


def lease_runs_out(step):
    past = timezone.now() - timedelta(seconds=1)
    Step.objects.filter(pk=step.pk).update(lease_until=past)


def waits_no_longer(step):
    Step.objects.filter(pk=step.pk).update(not_before=None)


def fresh(row):
    row.refresh_from_db()
    return row


def test_a_step_is_taken_once(submission):
    step = take()
    assert (step.state, step.worker, step.tries) == (StepState.RUNNING, "one", 1)
    assert step.lease_until > timezone.now()
    assert submission.runs.get().state == RunState.RUNNING
    assert take() is None


def test_the_oldest_step_comes_first(world, submission):
    later = factories.submission(world.project)
    grading.start_run(later)
    assert take().run.submission == submission
    assert take().run.submission == later


def test_queues_are_apart(submission):
    assert take(Queue.GPU) is None


def test_training_waits_for_the_checks(submission):
    grading.finish_step(take(), outcome())
    assert fresh(submission).state == State.CHECKING
    train = take(Queue.GPU)
    assert train.kind == "train"
    grading.finish_step(train, outcome())
    run = submission.runs.get()
    assert (run.state, run.verdict) == (RunState.FINISHED, RunVerdict.PASSED)
    assert fresh(submission).state == State.AWAITING_REVIEW
    assert submission.queued_at is not None


def test_failed_checks_spare_the_training(submission):
    grading.finish_step(take(), outcome(passed=False))
    run = submission.runs.get()
    assert (run.state, run.verdict) == (RunState.FINISHED, RunVerdict.FAILED)
    assert [step.state for step in run.steps.all()] == ["failed", "skipped"]
    assert fresh(submission).state == State.RETURNED


def test_a_project_may_send_failed_work_on_to_a_reviewer(world, submission):
    world.project.policy = "review"
    world.project.save()
    grading.finish_step(take(), outcome(passed=False))
    assert fresh(submission).state == State.AWAITING_REVIEW
    assert submission.events.get().kind == "refer_checks"


def test_what_a_step_found_is_stored(submission):
    grading.finish_step(take(), outcome(artifacts={"executed.ipynb": b"{}"}))
    step = submission.runs.get().steps.get(kind="examine")
    assert step.figures == {"loss": 0.1}
    assert step.notes == [{"en": "A note."}]
    assert step.results.get().check_slug == "code.check"
    assert submission.runs.get().artifacts.get().blob.read() == b"{}"


def test_progress_is_numbered_and_results_show_at_once(submission):
    step = take()
    grading.record(step, [("phase", {"index": 1}), ("check", CHECK)])
    grading.record(step, [("log", {"text": "x"})])
    rows = submission.runs.get().progress.all()
    assert [(row.seq, row.kind) for row in rows] == [
        (1, "phase"),
        (2, "check"),
        (3, "log"),
    ]
    assert step.results.get().outcome == "passed"


@pytest.mark.parametrize("write", [grading.finish_step, grading.settle])
def test_progress_that_was_not_recorded_is_stored_with_the_verdict(submission, write):
    step = take()
    grading.record(step, [("phase", {"index": 1})])
    write(step, outcome(), [("check", CHECK), ("log", {"text": "x"})])
    run = submission.runs.get()
    assert [(row.seq, row.kind, row.step_kind) for row in run.progress.all()] == [
        (1, "phase", "examine"),
        (2, "check", "examine"),
        (3, "log", "examine"),
    ]
    assert run.last_seq == 3
    if write is grading.settle:
        assert run.steps.get(kind="examine").judged_seq == 3


def test_a_heartbeat_makes_the_lease_longer(submission):
    step = take()
    lease_runs_out(step)
    assert grading.heartbeat(step)
    assert fresh(step).lease_until > timezone.now()


def assert_fenced_off(step):
    assert not grading.heartbeat(step)
    with pytest.raises(grading.LeaseLost):
        grading.record(step, [("log", {})])
    with pytest.raises(grading.LeaseLost):
        grading.finish_step(step, outcome())
    with pytest.raises(grading.LeaseLost):
        grading.fail_step(step, "late")


def test_a_dead_worker_loses_its_step_and_writes_no_more(submission):
    dead = take(worker="dead")
    grading.record(dead, [("check", {**CHECK, "check": "half.done"})])
    lease_runs_out(dead)
    assert grading.sweep()["steps"] == 1
    assert_fenced_off(dead)
    waits_no_longer(dead)
    heir = take(worker="heir")
    assert (heir.pk, heir.tries) == (dead.pk, 2)
    assert_fenced_off(dead)
    assert not heir.results.exists(), "what the dead one had found is cleared"
    grading.finish_step(heir, outcome())
    assert fresh(heir).state == StepState.PASSED
    assert "stopped answering" in heir.incident


def test_whoever_looks_takes_what_a_dead_worker_held_without_any_sweep(submission):
    dead = take(worker="dead")
    lease_runs_out(dead)
    assert take() is None, "given a moment, as after every fault"
    assert fresh(dead).state == StepState.QUEUED
    waits_no_longer(dead)
    assert take(worker="heir").pk == dead.pk


def test_a_heart_that_beats_does_not_hold_a_step_for_ever(submission):
    """The main thread hangs, the heartbeat's thread lives: the deadline decides."""
    hung = take(worker="hung")
    grading.allow(hung, 60)
    assert grading.heartbeat(hung)
    Step.objects.filter(pk=hung.pk).update(
        deadline_at=timezone.now() - timedelta(seconds=1)
    )
    assert not grading.heartbeat(hung)
    assert grading.sweep()["steps"] == 1
    assert_fenced_off(hung)
    with pytest.raises(grading.LeaseLost):
        grading.allow(hung, 60)
    assert (fresh(hung).deaths, hung.faults) == (1, 0)
    assert "when the time was up" in hung.incident


def test_a_step_has_a_deadline_before_its_worker_has_read_the_pack(
    settings, submission
):
    step = take()
    left = step.deadline_at - timezone.now()
    assert left.total_seconds() == pytest.approx(settings.STEP_DEADLINE_S, abs=60)


def test_a_living_worker_keeps_its_step(submission):
    take()
    assert grading.sweep()["steps"] == 0


@pytest.mark.parametrize("stop", ["withdraw", "rerun"])
def test_a_worker_learns_that_nobody_wants_the_result(world, submission, stop):
    step = take()
    if stop == "withdraw":
        submissions.withdraw(submission, by=world.author)
    else:
        grading.rerun(submission, by=world.lead)
    assert_fenced_off(step)


def test_a_fault_of_ours_is_tried_again_a_little_later(submission):
    step = take()
    grading.fail_step(step, "The disk is full.")
    assert take() is None, "not at once"
    waits_no_longer(step)
    assert take().tries == 2
    assert "The disk is full." in fresh(step).incident
    assert fresh(submission).state == State.CHECKING


def test_after_three_faults_the_work_waits_for_staff(settings, submission):
    for _ in range(settings.STEP_TRIES):
        step = take()
        grading.fail_step(step, "The disk is full.")
        waits_no_longer(step)
    run = submission.runs.get()
    assert (run.state, run.verdict) == (RunState.ERRORED, "")
    assert [s.state for s in run.steps.all()] == ["errored", "skipped"]
    assert fresh(submission).state == State.HELD
    kinds = list(submission.events.values_list("kind", flat=True))
    assert kinds == ["run_errored", "hold_checks"]
    assert submission.attempt == 1


def kill_three_workers(settings):
    for _ in range(settings.STEP_DEATHS):
        step = take()
        lease_runs_out(step)
        grading.sweep()
        waits_no_longer(step)
    return fresh(step)


def test_a_run_that_kills_three_workers_is_set_aside(settings, submission):
    step = kill_three_workers(settings)
    assert (step.deaths, step.faults) == (3, 0)
    run = submission.runs.get()
    assert (run.state, run.verdict) == (RunState.QUARANTINED, "")
    assert [s.state for s in run.steps.all()] == ["errored", "skipped"]
    assert take() is None
    assert fresh(submission).state == State.HELD
    kinds = list(submission.events.values_list("kind", flat=True))
    assert kinds == ["run_errored", "hold_checks"]
    assert submission.attempt == 1


def test_what_was_set_aside_can_be_run_again(world, settings, submission):
    kill_three_workers(settings)
    grading.rerun(submission, by=world.lead)
    assert fresh(submission).state == State.CHECKING
    assert submission.events.last().kind == "grade_again"
    assert take().deaths == 0


def test_deaths_and_faults_are_counted_apart(settings, submission):
    for _ in range(settings.STEP_TRIES - 1):
        step = take()
        grading.fail_step(step, "The disk is full.")
        waits_no_longer(step)
        step = take()
        lease_runs_out(step)
        grading.sweep()
        waits_no_longer(step)
    step = take()
    assert (step.faults, step.deaths, step.tries) == (2, 2, 5)


def test_a_step_handed_back_is_free_at_once_and_counts_nothing(submission):
    for _ in range(5):
        step = take()
        grading.hand_back(step, "The device vanished.")
        assert_fenced_off(step)
    step = take()
    assert (step.faults, step.deaths, step.tries) == (0, 0, 6)
    assert step.incident.count("The device vanished.") == 5


def test_a_step_handed_back_keeps_its_place(world, submission):
    step = take()
    grading.start_run(factories.submission(world.project))
    grading.hand_back(step, "The worker was told to stop.")
    assert take().pk == step.pk


def test_staff_start_the_checks_again(world, submission):
    first = submission.runs.get()
    second = grading.rerun(submission, by=world.lead)
    assert fresh(first).state == RunState.CANCELLED
    assert (second.number, second.state) == (2, RunState.QUEUED)
    event = submission.events.get()
    assert (event.kind, event.actor) == ("run_requested", world.lead)


def test_a_run_during_a_review_moves_nothing(world):
    submission = world.claimed()
    grading.rerun(submission, by=world.lead)
    grading.finish_step(take(), outcome(passed=False))
    assert fresh(submission).state == State.IN_REVIEW
    assert submission.events.last().kind == "run_finished"


@pytest.mark.parametrize("name", ["author", "assigned", "stranger"])
def test_others_do_not_start_checks(world, submission, name):
    with pytest.raises(NotAllowed):
        grading.rerun(submission, by=world.person(name))


def test_closed_work_is_not_checked_again(world):
    submission = world.submission(State.APPROVED)
    with pytest.raises(WrongState):
        grading.rerun(submission, by=world.lead)


def test_the_clock_frees_claims(world):
    past = timezone.now() - timedelta(seconds=1)
    submission = world.submission(State.IN_REVIEW, claim_expires_at=past)
    assert grading.sweep()["claims"] == 1
    assert fresh(submission).state == State.AWAITING_REVIEW
    assert submission.reviewer is None
    assert grading.sweep()["claims"] == 0


def test_the_clock_wakes_for_what_waits(submission, monkeypatch):
    woken = []
    monkeypatch.setattr(waking, "wake", woken.append)
    assert grading.sweep()["woken"] == 1
    assert woken == [Queue.CPU]


def test_work_is_announced_only_when_it_can_be_seen(
    world, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr(waking, "wake", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        grading.start_run(world.submission(State.CHECKING))
        assert woken == []
    assert woken == [Queue.CPU]


def test_a_result_that_was_told_already_is_not_written_again(submission):
    step = take()
    grading.record(step, [("check", CHECK)])
    with CaptureQueriesContext(connection) as queries:
        grading.finish_step(step, outcome())
    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [
        query["sql"]
        for query in queries
        if query["sql"].startswith(writes) and "checkresult" in query["sql"]
    ]
    assert [row.check_slug for row in step.results.all()] == [CHECK["check"]]


def test_a_result_that_the_report_says_otherwise_or_leaves_out_is_put_right(submission):
    step = take()
    stale = {**CHECK, "outcome": "broken"}
    grading.record(step, [("check", stale), ("check", {**CHECK, "check": "gone"})])
    grading.finish_step(step, outcome())
    assert [(row.check_slug, row.outcome) for row in step.results.all()] == [
        (CHECK["check"], CHECK["outcome"])
    ]
