"""The two cohorts for benchmarks: small here, in every state, and never twice."""

import io
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F

from projects.enums import State
from projects.models import (
    CheckResult,
    Cohort,
    CriterionReview,
    Event,
    Review,
    Run,
    Submission,
    User,
)
from projects.operations.load.present import with_present
from projects.operations.load.story import Course, attempts_of
from projects.operations.pack_sync import sync_packs

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def run(*arguments):
    said = io.StringIO()
    call_command("seed_load", *arguments, stdout=said)
    return said.getvalue()


def test_it_is_not_made_by_accident(db):
    with pytest.raises(CommandError, match="--in-production"):
        run("--students", "5")
    with pytest.raises(CommandError, match="sync_packs"):
        run("--students", "5", "--in-production")
    with pytest.raises(CommandError, match="from 1 to"):
        run("--students", "0", "--in-production")
    assert not Cohort.objects.exists()


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """Both cohorts, made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        sync_packs(django_settings.PACKS_DIR)
        yield run("--students", "52", "--in-production")
        transaction.set_rollback(True)


def test_there_are_two_cohorts_of_the_size_asked_for(seeded):
    january, march = Cohort.objects.order_by("starts_on")
    assert (january.students.count(), march.students.count()) == (40, 12)
    assert (march.starts_on - january.starts_on).days == 56
    assert f"52 students with {Submission.objects.count()} submissions" in seeded
    assert 150 < Submission.objects.count() < 500
    assert User.objects.get(email="january-1@load.test").check_password(
        "reviewhub-demo"
    )


@pytest.mark.parametrize("hours", [0, 7, 31, 1000])
def test_a_few_students_show_all_that_can_be_under_way(hours):
    """Whatever the hour: with nobody waiting, lists are empty and pages ask less than elsewhere."""
    now = datetime(2026, 12, 1, 3, tzinfo=UTC) + timedelta(hours=hours)
    starts_at = now - timedelta(weeks=15)
    due_at = [starts_at + timedelta(weeks=week) for week in (3, 6, 9, 12, 15)]
    course, random = Course(starts_at, due_at, now), Random(hours)
    story = [one for n in range(8) for one in attempts_of(n, course, random)]
    told = with_present(story, now)
    states = {one.state for one in told}
    assert {State.CHECKING, State.HELD, State.IN_REVIEW, State.DISPUTED} <= states
    waiting = [one for one in told if one.state == State.AWAITING_REVIEW]
    assert {one.number > 1 for one in waiting} == {False, True}
    for before, one in pairwise(told):
        if before.student == one.student:
            assert before.decided_at is not None
            assert before.decided_at <= one.handed_in_at
        times = [one.handed_in_at, one.claimed_at, one.decided_at, now]
        known = [time for time in times if time]
        assert known == sorted(known)
    held = [one for one in told if one.state == State.HELD]
    assert all(one.checked_at <= now for one in held)


def test_submissions_hold_together(seeded):
    states = set(Submission.objects.values_list("state", flat=True))
    assert {State.APPROVED, State.RETURNED, State.CHANGES_REQUESTED} <= states
    rows = Submission.objects.select_related("previous")
    assert all((one.previous is None) == (one.attempt == 1) for one in rows)
    assert not rows.exclude(previous=None).exclude(previous__attempt=F("attempt") - 1)
    counted = rows.annotate(
        n=Count("runs", distinct=True), files_=Count("files", distinct=True)
    )
    assert not counted.exclude(n=1).exists()
    assert not counted.filter(files_=0).exists()


def test_runs_and_reviews_are_whole(seeded):
    ended = Run.objects.filter(state="finished")
    assert not ended.filter(steps__results=None, steps__state__in=("passed", "failed"))
    passed = ended.filter(verdict="passed")[0]
    outcomes = CheckResult.objects.filter(step__run=passed).values_list(
        "outcome", flat=True
    )
    assert len(outcomes) > 20
    assert set(outcomes) <= {"passed", "failed", "skipped", "unjudged"}
    for one in Review.objects.filter(verdict=State.CHANGES_REQUESTED).select_related(
        "submission__rubric"
    ):
        judged = CriterionReview.objects.filter(review=one)
        assert judged.count() == one.submission.rubric.criteria.count()
        assert judged.filter(judgement="changes").exists()
        assert one.opened_at < one.published_at


def test_events_lead_to_where_a_submission_is(seeded):
    last = {
        one.submission_id: one.to_state for one in Event.objects.order_by("at", "pk")
    }
    assert dict(Submission.objects.values_list("pk", "state")) == last


def test_it_is_made_once(seeded):
    with pytest.raises(CommandError, match="there already"):
        run("--in-production")
