"""Reads of the queue and of runs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from projects.enums import Judgement, Queue, State, StepState
from projects.models import Step, Submission
from projects.operations import grading, reviews, submissions
from projects.queries import grading as runs
from projects.queries import queue
from protocol import trained
from protocol.rerun import NEVER, NOT_YET, RERUN
from protocol.steps import StepKind
from tests import factories
from tests.projects.test_grading import CHECK, outcome, take


def waiting(world, **fields):
    return factories.submission(world.project, state=State.AWAITING_REVIEW, **fields)


def test_the_oldest_waits_at_the_front(world):
    now = timezone.now()
    young = waiting(world, queued_at=now)
    old = waiting(world, queued_at=now - timedelta(hours=1))
    assert list(queue.claimable_by(world.certified)) == [old, young]
    assert (queue.queue_position(old), queue.queue_position(young)) == (1, 2)


def test_two_of_the_same_moment_have_two_places(world):
    now = timezone.now()
    twins = [waiting(world, queued_at=now) for _ in range(2)]
    assert [queue.queue_position(twin) for twin in twins] == [1, 2]


def test_a_claim_whose_time_is_up_counts_as_waiting(world):
    now = timezone.now()
    expired = waiting(world, queued_at=now - timedelta(hours=1))
    reviews.claim(expired, by=world.assigned)
    behind = waiting(world, queued_at=now)
    assert queue.queue_position(behind) == 1
    Submission.objects.filter(pk=expired.pk).update(claim_expires_at=now)
    assert queue.queue_position(behind) == 2
    assert list(queue.claimable_by(world.certified)) == [expired, behind]
    assert list(queue.in_hand(world.assigned)) == []


def test_the_queue_is_of_ones_own_projects_and_never_ones_own_work(world):
    world.submission(State.AWAITING_REVIEW)
    world.author.certifications.create(project=world.project, state="certified")
    for name in ("author", "stranger", "uncertified", "lead", "admin"):
        assert list(queue.claimable_by(world.person(name))) == [], name


def test_disputed_work_is_for_a_second_pair_of_eyes(world):
    submission = world.decided(Judgement.CHANGES)
    submissions.dispute(submission, by=world.author, reasons={"code": "No."})
    assert list(queue.claimable_by(world.assigned)) == []
    assert list(queue.claimable_by(world.certified)) == [submission]


def decided(world, hours, *, lasted=2, read=1):
    """A verdict so many hours ago, of work that came `lasted` hours before it."""
    end = timezone.now() - timedelta(hours=hours)
    return factories.submission(
        world.project,
        state=State.APPROVED,
        queued_at=end - timedelta(hours=lasted),
        claimed_at=end - timedelta(hours=read),
        decided_at=end,
    )


def wait_of(world, place):
    """In hours, for somebody of that place in line; None is silence."""
    waiting = factories.submission(world.project, state=State.AWAITING_REVIEW)
    wait = queue.expected_wait(waiting, place)
    return None if wait is None else round(wait / timedelta(hours=1), 1)


def test_a_wait_is_not_told_before_there_is_enough_to_know(world):
    for hours in range(4):
        decided(world, hours)
    assert wait_of(world, 1) is None
    decided(world, 4)
    assert wait_of(world, 1) is not None


def test_verdicts_of_another_language_or_long_ago_tell_nothing(world):
    for hours in range(5):
        decided(world, hours)
    Submission.objects.update(language="ja")
    for hours in range(5):
        decided(world, 15 * 24 + hours)
    assert wait_of(world, 1) is None


def test_the_wait_grows_with_the_place_by_the_pace_of_verdicts(world):
    for hours in range(
        5
    ):  # something waited for six hours, which brought five verdicts
        decided(world, hours)
    assert [wait_of(world, place) for place in (1, 5, 10)] == [1.2, 6.0, 12.0]


def test_hours_in_which_nothing_waited_do_not_count(world):
    for hours in (0, 24, 48, 72, 96):  # one a day, each decided after two hours
        decided(world, hours)
    assert [wait_of(world, place) for place in (1, 3)] == [2.0, 6.0]


def test_no_wait_is_shorter_than_a_review_takes_in_hand(world):
    for minutes in range(6):  # many reviewers at once: a verdict a minute
        decided(world, minutes / 60, lasted=3, read=2)
    assert wait_of(world, 1) == 2.0


def test_students_do_not_see_who_held_their_work(world):
    submission = world.claimed()
    reviews.release(submission, by=world.assigned)
    assert queue.timeline_for(submission, staff=False) == []
    kinds = [e.kind for e in queue.timeline_for(submission, staff=True)]
    assert kinds == ["claim", "release"]


@pytest.fixture
def run(world):
    submission = world.submission(State.CHECKING)
    return grading.start_run(submission)


def test_results_stand_under_their_criterion_the_worst_first(run):
    step = take()
    other = {**CHECK, "check": "nobody.asked"}
    grading.record(step, [("check", {**CHECK, "outcome": "failed"}), ("check", other)])
    newest = runs.newest_run(run.submission)
    criteria = list(run.submission.rubric.criteria.all())
    code, training = runs.by_criterion(criteria, newest)
    assert (code.outcome, training.outcome) == ("failed", "pending")
    assert [result.check_slug for result in code.results] == ["code.check"]
    assert [r.outcome for r in runs.by_criterion(criteria, None)] == ["none", "none"]


def test_the_curve_and_the_log_are_in_order(run):
    step = take()
    points = [("train", 1, 0.5), ("validation", 1, 0.6), ("train", 2, 0.4)]
    rows = [
        ("curve", {"series": series, "x": x, "y": y, "x_of": 2})
        for series, x, y in points
    ]
    grading.record(step, [*rows, ("log", {"text": "a"}), ("log", {"text": "b"})])
    assert runs.curves(run) == {
        "train": [(1, 0.5), (2, 0.4)],
        "validation": [(1, 0.6)],
    }
    assert runs.log_text(run) == "ab"


def test_the_usual_duration_is_the_median_of_finished_steps(world, run):
    kind, project = StepKind.EXAMINE, world.project.pk
    assert runs.usual_duration(kind, project) is None
    step = take()
    grading.finish_step(step, outcome())
    now = timezone.now()
    Step.objects.filter(pk=step.pk).update(
        started_at=now - timedelta(seconds=4), finished_at=now
    )
    assert Step.objects.get(pk=step.pk).state == StepState.PASSED
    assert runs.usual_duration(kind, project) == timedelta(seconds=4)


def test_the_usual_duration_is_read_once_in_a_while(
    world, run, settings, django_assert_num_queries
):
    settings.USUAL_DURATION_S = 60
    kind, project = StepKind.TRAIN, world.project.pk
    assert runs.usual_duration(kind, project) is None, "nothing is kept of nothing"
    now = timezone.now()
    Step.objects.filter(run=run, kind=kind).update(
        state=StepState.PASSED, started_at=now - timedelta(seconds=9), finished_at=now
    )
    try:
        assert runs.usual_duration(kind, project) == timedelta(seconds=9)
        with django_assert_num_queries(0):
            assert runs.usual_duration(kind, project) == timedelta(seconds=9)
    finally:
        cache.clear()


def test_nothing_passes_before_the_notebook_was_run_from_the_top(run):
    code = run.submission.rubric.criteria.get(slug="code")
    code.checks = [*code.checks, RERUN]
    code.save()

    def found():
        return runs.by_criterion([code], runs.newest_run(run.submission))[0]

    step = take()
    grading.record(step, [("check", CHECK)])
    assert found().outcome == "pending"
    assert [result.hint for result in found().results][1] == NOT_YET["en"]
    grading.finish_step(step, outcome(passed=False))
    assert found().outcome == "failed"
    never = found().results[1]
    assert (never.outcome, never.hint) == ("skipped", NEVER["en"])


def test_what_only_a_training_measures_is_not_green_without_one(run):
    """A criterion of two checks, of which one belongs to the step that was skipped."""
    criterion = run.submission.rubric.criteria.get(slug="training")
    criterion.checks = ["code.check", "training.converges", "training.finishes"]
    criterion.save()

    def found():
        return runs.by_criterion([criterion], runs.newest_run(run.submission))[0]

    step = take()
    grading.record(step, [("check", CHECK)])
    assert found().outcome == "pending"
    assert [one.hint for one in found().results] == ["", trained.NOT_YET["en"]]
    failed = {**CHECK, "check": "other.check", "outcome": "failed"}
    grading.record(step, [("check", failed)])
    grading.finish_step(step, replace(outcome(passed=False), results=(CHECK, failed)))
    assert found().outcome == "skipped"
    assert [one.hint for one in found().results] == ["", trained.NEVER["en"]]


def test_checks_of_other_editions_are_no_gap_once_the_training_has_ended(run):
    criterion = run.submission.rubric.criteria.get(slug="training")
    criterion.checks = ["code.check", "training.of_another_edition"]
    criterion.save()
    step = take()
    grading.finish_step(step, outcome())
    grading.finish_step(take(Queue.GPU), replace(outcome(), results=()))
    found = runs.by_criterion([criterion], runs.newest_run(run.submission))[0]
    assert found.outcome == "passed"
    assert [one.check_slug for one in found.results] == ["code.check"]


@pytest.mark.parametrize("says", ["passed", "unjudged", "failed"])
def test_the_run_from_the_top_informs_its_criterion(run, says):
    code = run.submission.rubric.criteria.get(slug="code")
    code.checks = [*code.checks, RERUN]
    code.save()
    rerun = {**CHECK, "check": RERUN, "outcome": says}
    grading.record(take(), [("check", CHECK), ("check", rerun)])
    newest = runs.newest_run(run.submission)
    assert runs.by_criterion([code], newest)[0].outcome == says
