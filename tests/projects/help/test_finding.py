"""Each rule finds whom it says, and nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import EnrolmentState, EventKind, HelpKind, Judgement, State
from projects.models import (
    CheckResult,
    CohortProject,
    CriterionReview,
    Event,
    Extension,
    HelpRule,
    Run,
    Step,
)
from projects.queries.help.finding import find
from tests import factories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def project():
    return factories.project()


def due(cohort, project, at, **fields):
    return CohortProject.objects.create(
        cohort=cohort, project=project, order=1, due_at=at, **fields
    )


@pytest.fixture
def student(cohort, now):
    return factories.student(cohort, last_login=now)


def kinds(cohort, student=None):
    return [
        one.kind
        for one in find(cohort)
        if student is None or one.enrolment == student.enrolments.get(cohort=cohort).pk
    ]


@pytest.mark.parametrize(
    ("days", "found"),
    [(8, []), (6.9, [HelpKind.NO_ATTEMPT]), (-1, [HelpKind.PAST_DUE])],
)
def test_without_an_attempt_the_date_decides(cohort, project, student, days, found):
    due(cohort, project, timezone.now() + days * DAY)
    assert kinds(cohort) == found


def test_an_attempt_that_is_with_us_is_enough(cohort, project, student, now):
    due(cohort, project, now - DAY)
    factories.submission(project, student, cohort, State.CHECKING)
    assert kinds(cohort) == []


def test_a_withdrawn_attempt_is_none(cohort, project, student, now):
    due(cohort, project, now + DAY)
    factories.submission(project, student, cohort, State.WITHDRAWN)
    assert kinds(cohort) == [HelpKind.NO_ATTEMPT]


def test_grace_and_extension_move_the_date(cohort, project, student, now):
    row = due(cohort, project, now - DAY, grace_hours=48)
    assert HelpKind.PAST_DUE not in kinds(cohort)
    CohortProject.objects.filter(pk=row.pk).update(grace_hours=0)
    assert HelpKind.PAST_DUE in kinds(cohort)
    Extension.objects.create(
        enrolment=student.enrolments.get(),
        project=project,
        due_at=now + 20 * DAY,
        reason="Ill.",
        granted_by=factories.lead(),
    )
    assert kinds(cohort) == []


def test_who_paused_left_or_is_in_a_cohort_that_ended_needs_nothing(
    cohort, project, student, now
):
    due(cohort, project, now - DAY)
    assert kinds(cohort) == [HelpKind.PAST_DUE]
    cohort.ends_on = cohort.starts_on
    assert kinds(cohort) == []
    cohort.ends_on = None
    student.enrolments.update(state=EnrolmentState.PAUSED)
    assert kinds(cohort) == []


def test_a_review_that_is_waited_for_too_long(cohort, project, student, now):
    waiting = factories.submission(
        project, student, cohort, State.AWAITING_REVIEW, queued_at=now - DAY / 2
    )
    assert kinds(cohort) == []
    waiting.queued_at = now - 1.1 * DAY
    waiting.save()
    assert kinds(cohort) == [HelpKind.LONG_WAIT]
    HelpRule.objects.create(cohort=cohort, kind=HelpKind.LONG_WAIT, number=24)
    assert kinds(cohort) == []


def test_a_verdict_that_was_sent_is_not_waited_for(cohort, project, student, now):
    factories.submission(
        project,
        student,
        cohort,
        State.IN_REVIEW,
        queued_at=now - 3 * DAY,
        verdict_due_at=now,
    )
    assert kinds(cohort) == []


def test_sent_back_again(cohort, project, student, now):
    factories.submission(project, student, cohort, State.RETURNED)
    assert kinds(cohort) == []
    last = factories.submission(project, student, cohort, State.RETURNED)
    [found] = find(cohort)
    assert (found.kind, found.times, found.submission) == (
        HelpKind.SENT_BACK,
        2,
        last.pk,
    )
    factories.submission(project, student, cohort, State.CHECKING)
    assert kinds(cohort) == []


def returned(project, student, cohort, *failed):
    """By the checks, which failed these."""
    made = factories.submission(project, student, cohort, State.RETURNED)
    run = Run.objects.create(
        submission=made, number=1, state="finished", verdict="failed"
    )
    step = Step.objects.create(run=run, kind="examine", queue="cpu")
    for order, check in enumerate(failed):
        CheckResult.objects.create(
            step=step, order=order, check_slug=check, outcome="failed"
        )
    return made


def test_the_third_return_for_the_same_criterion(cohort, project, student, now):
    """Whether the machine or a reviewer returned it."""
    returned(project, student, cohort, "training.check")
    by_person = factories.submission(project, student, cohort, State.CHANGES_REQUESTED)
    judged = CriterionReview.objects.filter(review__submission=by_person)
    judged.update(judgement=Judgement.MEETS)
    judged.filter(criterion__slug="training").update(judgement=Judgement.CHANGES)
    assert HelpKind.SAME_CRITERION not in kinds(cohort)
    last = returned(project, student, cohort, "training.check", "a-check-of-nothing")
    [found] = [one for one in find(cohort) if one.kind == HelpKind.SAME_CRITERION]
    assert (found.subject, found.times) == ("training", 3)
    assert (found.subject_text["en"], found.submission) == ("Training", last.pk)


def test_three_returns_for_three_criteria_are_something_else(
    cohort, project, student, now
):
    for check in ("training.check", "code.check", "other"):
        returned(project, student, cohort, check)
    assert kinds(cohort) == [HelpKind.SENT_BACK]


def test_silent_while_something_is_open(cohort, project, student, now):
    student.enrolments.update(joined_at=now - 30 * DAY)
    student.last_login = now - 11 * DAY
    student.save()
    assert kinds(cohort) == [HelpKind.SILENT]
    made = factories.submission(
        project, student, cohort, State.RETURNED, submitted_at=now - 12 * DAY
    )
    assert kinds(cohort) == [HelpKind.SILENT]
    Event.objects.create(
        submission=made, kind=EventKind.REPLY, actor=student, at=now - DAY
    )
    assert kinds(cohort) == []


def test_silent_with_nothing_open_is_rest(cohort, project, student, now):
    student.enrolments.update(joined_at=now - 30 * DAY)
    student.last_login = None
    student.save()
    factories.submission(
        project, student, cohort, State.APPROVED, submitted_at=now - 20 * DAY
    )
    assert kinds(cohort) == []


def test_a_rule_that_is_off_finds_nobody(cohort, project, student, now):
    due(cohort, project, now - DAY)
    HelpRule.objects.create(
        cohort=cohort, kind=HelpKind.PAST_DUE, is_on=False, number=0
    )
    assert kinds(cohort) == []


def test_as_many_queries_for_many_as_for_one(
    cohort, project, student, now, django_assert_max_num_queries
):
    due(cohort, project, now - DAY)
    for _ in range(5):
        one = factories.student(cohort, last_login=now - 40 * DAY)
        for _ in range(3):
            returned(project, one, cohort, "code.check")
    with django_assert_max_num_queries(12):
        assert len(find(cohort)) > 10
