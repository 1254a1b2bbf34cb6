"""What is counted of a cohort, on a few rows whose numbers can be told by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from projects.enums import Judgement, Queue, RunState, RunVerdict, State, StepState
from projects.models import (
    CheckResult,
    CohortProject,
    CriterionDispute,
    CriterionReview,
    Run,
    Step,
    Submission,
)
from projects.queries.spread import spread
from projects.queries.statistics.checks import findings_of
from projects.queries.statistics.progress import progress_of
from projects.queries.statistics.waiting import waiting_of
from projects.queries.statistics.weeks import MOST, place, weeks_of
from tests import factories

pytestmark = pytest.mark.django_db

DAYS = 25  # the cohort is in its fourth week
HOUR = timedelta(hours=1)


@pytest.fixture
def first_day():
    return timezone.now() - timedelta(days=DAYS)


@pytest.fixture
def cohort(first_day):
    return factories.cohort(starts_on=first_day.date())


@pytest.fixture
def project(cohort, first_day):
    made = factories.project()
    due = first_day + timedelta(days=14)
    CohortProject.objects.create(cohort=cohort, project=made, order=1, due_at=due)
    return made


def handed_in(cohort, project, state, day, first_day, **fields):
    made = factories.submission(project, in_=cohort, state=state, **fields)
    at = first_day + timedelta(days=day)
    Submission.objects.filter(pk=made.pk).update(
        submitted_at=at,
        queued_at=made.queued_at and at + HOUR,
        decided_at=made.decided_at and at + 10 * HOUR,
    )
    made.reviews.exclude(published_at=None).update(published_at=at + 10 * HOUR)
    made.refresh_from_db()
    return made


def graded(submission, after=timedelta(minutes=2), **outcomes):
    """A run that ended so long after the upload, with these outcomes of checks."""
    at = submission.submitted_at
    run = Run.objects.create(
        submission=submission,
        number=1,
        state=RunState.FINISHED,
        verdict=RunVerdict.FAILED,
        finished_at=at + after,
    )
    step = Step.objects.create(
        run=run,
        kind="examine",
        queue=Queue.CPU,
        state=StepState.PASSED,
        queued_at=at,
        started_at=at + after / 2,
        finished_at=at + after,
    )
    for order, (slug, outcome) in enumerate(outcomes.items()):
        CheckResult.objects.create(
            step=step,
            order=order,
            check_slug=slug,
            outcome=outcome,
            title_text={"en": slug.title()},
        )


# --- weeks ----------------------------------------------------------------------------------


def test_weeks_begin_at_the_cohorts_midnight_also_after_a_change_to_summer_time():
    cohort = factories.cohort(
        starts_on=date(2017, 3, 20), ends_on=date(2017, 4, 2), time_zone="Europe/Berlin"
    )
    weeks = weeks_of(cohort, [])
    assert weeks.starts[:2] == [
        datetime(2017, 3, 19, 23, tzinfo=UTC),
        datetime(2017, 3, 26, 22, tzinfo=UTC),
    ]
    assert weeks.index(datetime(2017, 3, 26, 21, 59, tzinfo=UTC)) == 0
    assert weeks.index(datetime(2017, 3, 26, 22, 0, tzinfo=UTC)) == 1
    assert weeks.index(datetime(2016, 1, 1, tzinfo=UTC)) == 0


def test_weeks_end_a_month_after_the_last_date_and_are_not_endless():
    ended = factories.cohort(starts_on=date(2017, 1, 2), ends_on=date(2017, 1, 16))
    assert len(weeks_of(ended, [])) == 7
    endless = factories.cohort(starts_on=date(2017, 1, 2))
    assert len(weeks_of(endless, [])) == MOST


def test_a_cohort_that_is_to_begin_has_its_first_week():
    later = factories.cohort(starts_on=timezone.now().date() + timedelta(days=40))
    assert len(weeks_of(later, [])) == 1


def test_a_moment_lies_in_the_middle_of_its_week_on_the_axis():
    cohort = factories.cohort(starts_on=date(2017, 1, 2))
    assert place(cohort, datetime(2017, 1, 5, 12, tzinfo=UTC)) == 1


def test_the_spread_of_times():
    assert spread([]) is None
    found = spread(timedelta(minutes=n) for n in range(1, 12))
    assert found.count == 11
    assert found.median == timedelta(minutes=6)
    assert found.slow == timedelta(minutes=10)


# --- progress -------------------------------------------------------------------------------


def test_progress_counts_students_up_to_each_week(cohort, project, first_day):
    factories.student(cohort)
    first = handed_in(cohort, project, State.RETURNED, 1, first_day)
    handed_in(cohort, project, State.APPROVED, 8, first_day, by=first.student)
    handed_in(cohort, project, State.CHANGES_REQUESTED, 16, first_day)
    progress = progress_of(cohort)
    assert (progress.students, progress.weeks) == (3, 4)
    [told] = progress.projects
    assert told.started == [1, 1, 2, 2]
    assert told.handed_in == [0, 1, 2, 2]
    assert told.passed == [0, 1, 1, 1]
    assert told.attempts == [0, 1, 0, 0]
    assert told.due == pytest.approx(2.5, abs=0.2)


# --- times and load -------------------------------------------------------------------------


def test_times_are_told_by_project_and_by_week(cohort, project, first_day):
    graded(handed_in(cohort, project, State.APPROVED, 1, first_day))
    graded(handed_in(cohort, project, State.RETURNED, 8, first_day), after=6 * HOUR)
    times = waiting_of(cohort).times
    [told] = times.projects
    assert told.machine.count == 2
    assert told.review.median == 9 * HOUR
    assert [one and one.count for one in times.machine] == [1, 1, None, None]
    assert [one and one.count for one in times.review] == [1, None, None, None]


def test_the_load_of_queue_workers_and_reviewers(cohort, project, first_day):
    grace = factories.reviewer(project, "Grace")
    graded(
        handed_in(cohort, project, State.APPROVED, 1, first_day, reviewed_by=grace),
        after=HOUR,
    )
    handed_in(cohort, project, State.AWAITING_REVIEW, 8, first_day)
    handed_in(cohort, project, State.IN_REVIEW, 9, first_day, reviewed_by=grace)
    load = waiting_of(cohort).load
    assert load.uploads == [1, 2, 0, 0]
    assert load.reviewed == [1, 0, 0, 0]
    assert load.waiting == [0, 2, 2, 2]
    assert load.work_hours["cpu"][0] == pytest.approx(0.5)
    assert load.worker_waits[0].median == HOUR / 2
    assert [number for _at, number in load.due] == [1]
    [told] = load.reviewers
    assert (told.reviewer, told.in_hand) == (grace, 1)


# --- checks and criteria --------------------------------------------------------------------


def test_checks_that_fail_and_appeals_that_won(cohort, project, first_day):
    passed = handed_in(
        cohort, project, State.APPROVED, 1, first_day, appeal_reason="Look, please."
    )
    graded(passed, loads="passed", squashed="failed")
    returned = handed_in(cohort, project, State.RETURNED, 2, first_day)
    graded(returned, loads="passed", squashed="failed")
    graded(factories.submission(project), squashed="failed")  # of another cohort
    [told] = findings_of(cohort).checks
    assert (told.title, told.judged, told.failed) == ("Squashed", 2, 2)
    assert (told.appealed, told.overruled, told.rate) == (1, 1, 1.0)
    assert told.example == returned.pk


def test_criteria_that_reviewers_want_changed(cohort, project, first_day):
    changed = handed_in(cohort, project, State.CHANGES_REQUESTED, 1, first_day)
    handed_in(cohort, project, State.APPROVED, 2, first_day)
    review = changed.reviews.get()
    code = review.criteria.get(criterion__slug="code")
    CriterionDispute.objects.create(
        review=review, criterion=code.criterion, body="It is right."
    )
    CriterionReview.objects.filter(judgement=Judgement.CHANGES).update(machine="passed")
    [told] = findings_of(cohort).criteria
    assert told.criterion == code.criterion
    assert (told.reviewed, told.changes, told.rate) == (2, 1, 0.5)
    assert (told.strict, told.lenient, told.disputed) == (0, 1, 1)
    assert told.example == changed.pk
