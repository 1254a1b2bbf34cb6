"""A new version of a pack over a cohort: nothing is seen before it is published, nothing lost after."""

import pytest

from projects.enums import (
    Change,
    Queue,
    RegradeState,
    RunState,
    RunVerdict,
    State,
    StepState,
)
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Comparison, Regrade, Run, Step, Submission
from projects.operations import grading, regrades, submissions
from projects.queries import regrades as reads
from projects.queries.grading import newest_run
from projects.queries.review_room import rows_of, waiting
from tests import factories
from tests.projects.regrades import (
    FAILED,
    NEW,
    OLD,
    PASSED,
    errored,
    grade,
    graded,
    outcome,
    start,
)
from tests.projects.test_submissions import intake_for


@pytest.fixture(autouse=True)
def _commits(django_capture_on_commit_callbacks):
    """What is done on commit is done: the tests' own transaction never ends."""
    with django_capture_on_commit_callbacks(execute=True):
        yield


class Commits:
    """Runs a verb and what it leaves for the commit."""

    def __init__(self, capture):
        self.capture = capture

    def __call__(self, verb, *arguments, **named):
        with self.capture(execute=True):
            return verb(*arguments, **named)


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return Commits(django_capture_on_commit_callbacks)


@pytest.fixture
def work(world):
    """Makes graded work of one more student of the cohort."""

    def make(state=State.AWAITING_REVIEW, found=PASSED, **fields):
        person = fields.pop("by", None) or factories.student(world.cohort)
        return graded(
            state, found, of=world.project, in_=world.cohort, by=person, **fields
        )

    return make


def fresh(row):
    row.refresh_from_db()
    return row


def change_of(submission):
    return Comparison.objects.get(submission=submission).change


def told(person):
    return [n.event.kind for n in person.notifications.order_by("pk")]


def regraded(commit, world, found=None, **fields):
    """Started, and every first step carried out."""
    regrade = commit(start, world.project, world.cohort, **fields)
    commit(grade, regrade, found)
    return fresh(regrade)


# --- whom it looks at ------------------------------------------------------------------------


def test_the_last_attempt_of_everybody_who_was_examined(world, work):
    looked_at = {
        work(state)
        for state in State
        if state not in (State.CHECKING, State.HELD, State.WITHDRAWN, State.RETURNED)
    }
    twice = factories.student(world.cohort)
    work(State.RETURNED, FAILED, by=twice)
    looked_at.add(work(State.RETURNED, FAILED, by=twice))
    withdrew = factories.student(world.cohort)
    looked_at.add(work(State.RETURNED, FAILED, by=withdrew))
    work(State.WITHDRAWN, by=withdrew)
    work(State.CHECKING)
    graded(State.APPROVED, of=world.project)  # of another cohort
    graded(State.APPROVED, in_=world.cohort)  # of another project
    start(world.project, world.cohort)
    assert {c.submission for c in Comparison.objects.all()} == looked_at


def test_what_this_version_has_graded_already_is_left_out(world, work):
    done, other = work(), work()
    done.runs.update(pack_digest=NEW)
    start(world.project, world.cohort)
    assert Comparison.objects.get().submission == other


def test_a_fault_of_ours_is_tried_again_by_whatever_version(world, work):
    unchecked = work()
    unchecked.runs.update(state=RunState.ERRORED, verdict="", pack_digest=NEW)
    start(world.project, world.cohort)
    assert Comparison.objects.get().submission == unchecked


def test_what_runs_at_this_moment_is_left_alone(world, work):
    submission = work()
    grading.rerun(submission, by=world.lead)
    with pytest.raises(Incomplete):
        start(world.project, world.cohort)
    assert not Regrade.objects.exists()


def test_only_one_waits_for_a_decision(world, work):
    work()
    start(world.project, world.cohort)
    with pytest.raises(WrongState):
        start(world.project, world.cohort, digest=OLD[::-1])


def test_it_says_what_was_corrected(world, work):
    work()
    with pytest.raises(Incomplete) as refusal:
        start(world.project, world.cohort, reason=" ")
    assert refusal.value.field == "reason"


@pytest.mark.parametrize("name", ["author", "certified", "assigned", "stranger"])
def test_only_leads_regrade(world, work, name):
    work()
    person = world.person(name)
    with pytest.raises(NotAllowed):
        start(world.project, world.cohort, by=person)
    regrade = start(world.project, world.cohort)
    for verb in (regrades.cancel, regrades.publish, regrades.discard):
        with pytest.raises(NotAllowed):
            verb(regrade, by=person)


# --- while it runs ---------------------------------------------------------------------------


def test_live_work_goes_first_however_late_it_comes(world, work):
    work()
    start(world.project, world.cohort)
    live = world.submission(State.CHECKING)
    grading.start_run(live)
    first, second = (grading.take_next(Queue.CPU, worker="one") for _ in range(2))
    assert first.run.submission == live
    assert second.run.regrade is not None


def test_nothing_of_it_is_seen_or_moved_before_it_is_published(commit, world, work):
    passing, failing = work(), work(State.RETURNED, FAILED)
    before = {one.pk: newest_run(one).pk for one in (passing, failing)}
    regraded(commit, world, {passing: FAILED, failing: PASSED}, with_training=True)
    train = grading.take_next(Queue.GPU, worker="one")
    commit(grading.finish_step, train, outcome({"training.check": "passed"}))
    for one, state in ((passing, State.AWAITING_REVIEW), (failing, State.RETURNED)):
        assert fresh(one).state == state
        assert newest_run(one).pk == before[one.pk]
        assert not one.events.exists()
        assert told(one.student) == []
    assert passing in waiting(world.lead)
    (row,) = rows_of([passing.pk])
    assert not row.is_unchecked


def test_a_fault_in_a_regrade_moves_nobody_and_is_not_published(commit, world, work):
    submission = work(State.RETURNED, FAILED)
    regrade = commit(start, world.project, world.cohort)
    commit(errored, grading.take_next(Queue.CPU, worker="one"))
    assert change_of(submission) == Change.FAULT
    assert fresh(regrade).state == RegradeState.READY
    regrades.publish(regrade, by=world.lead)
    assert fresh(submission).state == State.RETURNED
    assert not submission.events.exists()
    run = Run.objects.get(regrade=regrade)
    assert (run.state, run.counts) == (RunState.ERRORED, False)


def test_the_last_one_done_makes_it_wait_for_a_decision(commit, world, work):
    work(), work()
    regrade = commit(start, world.project, world.cohort)
    commit(
        grading.finish_step, grading.take_next(Queue.CPU, worker="a"), outcome(PASSED)
    )
    assert fresh(regrade).state == RegradeState.RUNNING
    commit(
        grading.finish_step, grading.take_next(Queue.CPU, worker="a"), outcome(PASSED)
    )
    assert fresh(regrade).state == RegradeState.READY


def test_a_sweep_finds_what_has_ended_when_nobody_said_so(world, work):
    work()
    regrade = start(world.project, world.cohort)
    Comparison.objects.update(change=Change.SAME)
    regrades.sweep()
    assert fresh(regrade).state == RegradeState.READY


def test_cancelling_stops_it_and_fences_the_workers_off(world, work):
    work(), work()
    regrade = start(world.project, world.cohort)
    step = grading.take_next(Queue.CPU, worker="one")
    regrades.cancel(regrade, by=world.lead)
    with pytest.raises(grading.LeaseLost):
        grading.finish_step(step, outcome(PASSED))
    assert grading.take_next(Queue.CPU, worker="one") is None
    assert {run.state for run in Run.objects.filter(regrade=regrade)} == {"cancelled"}
    assert regrade.state == RegradeState.CANCELLED
    start(world.project, world.cohort)  # and there is room for another one


# --- training --------------------------------------------------------------------------------


def test_training_that_was_measured_is_taken_over(commit, world, work):
    submission = work()
    regraded(commit, world)
    run = Run.objects.get(regrade__isnull=False)
    train = run.steps.get(kind="train")
    assert (train.state, train.figures) == (StepState.PASSED, {"loss": 0.5})
    assert train.results.get().check_slug == "training.check"
    assert run.verdict == RunVerdict.PASSED
    assert change_of(submission) == Change.SAME
    assert grading.take_next(Queue.GPU, worker="one") is None


def test_a_training_that_fell_short_still_does(commit, world, work):
    submission = work(State.RETURNED, trained="failed")
    regraded(commit, world)
    assert Run.objects.get(regrade__isnull=False).verdict == RunVerdict.FAILED
    assert change_of(submission) == Change.SAME


def test_work_that_was_stopped_before_its_training_is_trained_now(commit, world, work):
    submission = work(State.RETURNED, FAILED)
    regrade = regraded(commit, world)
    assert regrade.state == RegradeState.RUNNING
    train = grading.take_next(Queue.GPU, worker="one")
    assert (train.run.submission, train.priority) == (submission, 1)
    commit(grading.finish_step, train, outcome({"training.check": "failed"}))
    assert change_of(submission) == Change.FINDINGS
    assert fresh(regrade).state == RegradeState.READY


def test_all_is_trained_again_where_that_is_asked_for(commit, world, work):
    work()
    regraded(commit, world, with_training=True)
    assert grading.take_next(Queue.GPU, worker="one") is not None


def test_what_fails_now_keeps_the_training_it_had(commit, world, work):
    work()
    regraded(commit, world, with_training=True)
    train = Run.objects.get(regrade__isnull=False).steps.get(kind="train")
    assert train.state == StepState.QUEUED
    failing = work()
    failing.runs.update(pack_digest=OLD)
    Regrade.objects.update(state=RegradeState.CANCELLED, decided_by=world.lead)
    Step.objects.filter(state=StepState.QUEUED).update(state=StepState.CANCELLED)
    regraded(commit, world, {failing: FAILED}, with_training=True)
    run = Run.objects.filter(regrade__isnull=False, submission=failing).get()
    assert run.verdict == RunVerdict.FAILED
    assert run.steps.get(kind="train").state == StepState.PASSED


# --- what differs ----------------------------------------------------------------------------

TWO = {**PASSED, "code.shape": "failed"}


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (PASSED, FAILED, Change.FAILS),
        (FAILED, PASSED, Change.PASSES),
        (PASSED, PASSED, Change.SAME),
        (FAILED, FAILED, Change.SAME),
        (FAILED, TWO, Change.FINDINGS),
        # A check that is new, or has another name, and that the work passes: no news.
        (PASSED, {**PASSED, "code.new": "passed"}, Change.SAME),
        (FAILED, {**FAILED, "code.new": "skipped"}, Change.SAME),
    ],
)
def test_a_change_is_one_of_the_verdict_or_of_what_stands_against_the_work(  # noqa: PLR0913, PLR0917
    commit, world, work, before, after, change
):
    state = State.RETURNED if before == FAILED else State.AWAITING_REVIEW
    submission = work(state, before)
    regraded(commit, world, {submission: after})
    train = grading.take_next(Queue.GPU, worker="one")
    if train is not None:
        commit(grading.finish_step, train, outcome({"training.check": "passed"}))
    assert change_of(submission) == change


def test_the_table_says_which_checks_and_why(commit, world, work):
    submission = work()
    regrade = regraded(commit, world, {submission: FAILED})
    (row,) = reads.comparisons_of(regrade, "")
    (difference,) = reads.differences(row.base, row.run)
    assert (difference.slug, difference.before, difference.after) == (
        "code.check",
        "passed",
        "failed",
    )
    assert difference.evidence == "new evidence of code.check"


def test_of_a_check_that_does_not_fail_any_more_the_old_evidence(commit, world, work):
    submission = work(State.RETURNED, FAILED)
    regraded(commit, world, {submission: PASSED})
    comparison = Comparison.objects.get()
    (first, *_) = reads.differences(comparison.base, comparison.run)
    assert (first.before, first.after) == ("failed", "passed")
    assert first.evidence == "old evidence of code.check"


# --- publishing ------------------------------------------------------------------------------


def passes_now(commit, world, work):
    """Returned by the checks, and now passing; ready to be published."""
    submission = work(State.RETURNED, FAILED)
    regrade = regraded(commit, world)
    train = grading.take_next(Queue.GPU, worker="one")
    commit(grading.finish_step, train, outcome({"training.check": "passed"}))
    assert fresh(regrade).state == RegradeState.READY
    return submission, regrade


def test_work_that_was_sent_back_by_mistake_joins_the_queue(commit, world, work):
    submission, regrade = passes_now(commit, world, work)
    sent_back = submission.decided_at
    assert regrades.publish(regrade, by=world.lead) == 0
    assert regrade.state == RegradeState.PUBLISHED
    assert fresh(submission).state == State.AWAITING_REVIEW
    assert (submission.queued_at, submission.decided_at) == (sent_back, None)
    event = submission.events.get()
    assert (event.kind, event.actor) == ("regrade_passes", None)
    assert event.body == "A tolerance was too tight."
    assert told(submission.student) == ["regrade_passes"]
    run = newest_run(submission)
    assert (run.regrade, run.verdict) == (regrade, RunVerdict.PASSED)


@pytest.mark.parametrize(
    "state",
    [
        State.AWAITING_REVIEW,
        State.IN_REVIEW,
        State.APPROVED,
        State.CHANGES_REQUESTED,
        State.UNREVIEWABLE,
        State.DISPUTED,
    ],
)
def test_what_fails_now_loses_nothing(commit, world, work, state):
    submission = work(state)
    before = Submission.objects.filter(pk=submission.pk).values().get()
    regrade = regraded(commit, world, {submission: FAILED})
    regrades.publish(regrade, by=world.lead)
    assert Submission.objects.filter(pk=submission.pk).values().get() == before
    assert told(submission.student) == ["regraded"]
    run = newest_run(submission)
    assert (run.regrade, run.verdict) == (regrade, RunVerdict.FAILED)
    assert run.progress.filter(kind="curve").exists(), "the training that was seen"
    assert run.artifacts.get().name == "executed.ipynb"


def test_other_findings_are_shown_and_told(commit, world, work):
    submission = work(State.RETURNED, FAILED)
    regrade = regraded(commit, world, {submission: TWO})
    regrades.publish(regrade, by=world.lead)
    assert fresh(submission).state == State.RETURNED
    assert told(submission.student) == ["regraded"]
    assert newest_run(submission).regrade == regrade


def test_to_the_unchanged_nothing_is_said(commit, world, work):
    submission = work()
    number = newest_run(submission).number
    regrade = regraded(commit, world)
    regrades.publish(regrade, by=world.lead)
    assert told(submission.student) == []
    assert not submission.events.exists()
    assert newest_run(submission).number == number


def test_a_discarded_regrade_leaves_everything_and_is_kept(commit, world, work):
    submission, regrade = passes_now(commit, world, work)
    regrades.discard(regrade, by=world.lead)
    assert regrade.state == RegradeState.DISCARDED
    assert fresh(submission).state == State.RETURNED
    assert told(submission.student) == []
    assert newest_run(submission).regrade is None
    assert Run.objects.filter(regrade=regrade).exists()


def test_it_is_decided_once(commit, world, work):
    submission, regrade = passes_now(commit, world, work)
    stale = Regrade.objects.get(pk=regrade.pk)
    regrades.publish(regrade, by=world.lead)
    for verb in (regrades.publish, regrades.discard, regrades.cancel):
        with pytest.raises(WrongState):
            verb(stale, by=world.lead)
    assert submission.events.count() == 1


@pytest.mark.parametrize("verb", [regrades.publish, regrades.discard])
def test_what_still_runs_is_not_decided(world, work, verb):
    work()
    regrade = start(world.project, world.cohort)
    with pytest.raises(WrongState):
        verb(regrade, by=world.lead)


def test_what_broke_off_goes_on_with_the_sweep(commit, world, work, monkeypatch):
    many = [work() for _ in range(3)]
    regrade = regraded(commit, world, dict.fromkeys(many, FAILED))
    monkeypatch.setattr(regrades, "PUBLISH_S", 0)
    monkeypatch.setattr(regrades.carry_on, "__kwdefaults__", {"seconds": -1})
    assert regrades.publish(regrade, by=world.lead) == 3
    assert regrade.state == RegradeState.PUBLISHING
    monkeypatch.undo()
    regrades.sweep()
    assert fresh(regrade).state == RegradeState.PUBLISHED
    assert [told(one.student) for one in many] == [["regraded"]] * 3


def test_one_that_cannot_be_published_holds_up_nobody(
    commit, world, work, monkeypatch, caplog
):
    bad, good = work(), work()
    regrade = regraded(commit, world, {bad: FAILED, good: FAILED})
    carry = regrades.carry_what_was_seen

    def fails(run, base):
        if run.submission_id == bad.pk:
            raise OSError("The disk is full.")
        carry(run, base)

    monkeypatch.setattr(regrades, "carry_what_was_seen", fails)
    assert regrades.publish(regrade, by=world.lead) == 1
    assert "could not be published yet" in caplog.text
    assert (told(bad.student), told(good.student)) == ([], ["regraded"])
    assert newest_run(bad).regrade is None
    monkeypatch.undo()
    regrades.sweep()
    assert told(bad.student) == ["regraded"]
    assert fresh(regrade).state == RegradeState.PUBLISHED


# --- what happens meanwhile ------------------------------------------------------------------


def hand_in(world, student):
    return submissions.submit(
        by=student,
        cohort=world.cohort,
        project=world.project,
        intake=intake_for(world.project),
        honour_code=True,
    )


def test_a_new_attempt_takes_the_place_of_what_was_regraded(commit, world, work):
    submission, regrade = passes_now(commit, world, work)
    newer = hand_in(world, submission.student)
    regrades.publish(regrade, by=world.lead)
    assert (fresh(submission).state, fresh(newer).state) == ("returned", "checking")
    assert change_of(submission) == Change.GONE
    assert told(submission.student) == []
    assert newest_run(submission).regrade is None


def test_a_later_attempt_that_was_withdrawn_is_in_nobodys_way(commit, world, work):
    submission, regrade = passes_now(commit, world, work)
    submissions.withdraw(hand_in(world, submission.student), by=submission.student)
    regrades.publish(regrade, by=world.lead)
    assert fresh(submission).state == State.AWAITING_REVIEW


def test_withdrawn_work_is_not_waited_for(commit, world, work):
    submission = work()
    regrade = commit(start, world.project, world.cohort)
    step = grading.take_next(Queue.CPU, worker="one")
    commit(submissions.withdraw, submission, by=submission.student)
    with pytest.raises(grading.LeaseLost):
        grading.finish_step(step, outcome(FAILED))
    assert change_of(submission) == Change.GONE
    assert fresh(regrade).state == RegradeState.READY
    regrades.publish(regrade, by=world.lead)
    assert told(submission.student) == []


def test_work_that_is_withdrawn_before_publishing_stays_withdrawn(commit, world, work):
    submission = work()
    regrade = regraded(commit, world, {submission: FAILED})
    submissions.withdraw(submission, by=submission.student)
    regrades.publish(regrade, by=world.lead)
    assert fresh(submission).state == State.WITHDRAWN
    assert change_of(submission) == Change.GONE


def test_checks_that_staff_started_anew_count_more(commit, world, work):
    submission = work()
    regrade = regraded(commit, world, {submission: FAILED})
    run = grading.rerun(submission, by=world.lead)
    regrades.publish(regrade, by=world.lead)
    assert change_of(submission) == Change.GONE
    assert newest_run(submission) == run


def test_an_appeal_is_kept_and_the_note_is_added(commit, world, work):
    submission, regrade = passes_now(commit, world, work)
    submissions.appeal_checks(submission, by=submission.student, reason="It is right.")
    place = submission.queued_at
    regrades.publish(regrade, by=world.lead)
    assert fresh(submission).state == State.AWAITING_REVIEW
    assert submission.queued_at == place
    assert told(submission.student) == ["regraded"]
