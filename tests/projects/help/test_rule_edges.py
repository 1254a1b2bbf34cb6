"""Each rule to the minute: the moment at which it begins to hold, and whom a change of dates spares."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import EnrolmentState, HelpKind, Language, State
from projects.models import CohortProject, Extension, HelpRule
from projects.queries.help.finding import MOST_GROWTH, find
from projects.queries.help.rules import MEANINGS
from tests import factories

pytestmark = pytest.mark.django_db

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def student(cohort, now):
    return factories.student(cohort, last_login=now)


def due(cohort, project, at, **fields):
    return CohortProject.objects.create(
        cohort=cohort, project=project, order=1, due_at=at, **fields
    )


def extended(student, project, at):
    return Extension.objects.create(
        enrolment=student.enrolments.get(),
        project=project,
        due_at=at,
        reason="Ill.",
        granted_by=factories.lead(),
    )


def kinds(cohort, now):
    return [one.kind for one in find(cohort, now)]


def test_no_attempt_holds_from_seven_days_before_until_the_grace_is_over(
    cohort, project, student, now
):
    due(cohort, project, now, grace_hours=24)
    found = {
        -7 * DAY - MINUTE: [],
        -7 * DAY: [HelpKind.NO_ATTEMPT],
        DAY - MINUTE: [HelpKind.NO_ATTEMPT],
        DAY: [HelpKind.PAST_DUE],  # never both, never neither
    }
    assert {at: kinds(cohort, now + at) for at in found} == found


def test_an_extension_has_no_grace_of_its_own(cohort, project, student, now):
    due(cohort, project, now - 9 * DAY, grace_hours=24)
    extended(student, project, now)
    assert kinds(cohort, now - MINUTE) == [HelpKind.NO_ATTEMPT]
    assert kinds(cohort, now) == [HelpKind.PAST_DUE]
    [one] = find(cohort, now)
    assert one.at == now, "the words name the student's own date"


def test_an_extension_of_another_project_or_student_changes_nothing(
    cohort, project, student, now
):
    due(cohort, project, now - DAY)
    extended(student, factories.project(), now + 30 * DAY)
    extended(factories.student(cohort, last_login=now), project, now + 30 * DAY)
    [one] = find(cohort, now)
    assert one.enrolment == student.enrolments.get().pk


def test_days_of_patience_after_the_date_are_the_cohorts(cohort, project, student, now):
    due(cohort, project, now)
    HelpRule.objects.create(cohort=cohort, kind=HelpKind.PAST_DUE, number=3)
    assert kinds(cohort, now + 3 * DAY - MINUTE) == []
    assert kinds(cohort, now + 3 * DAY) == [HelpKind.PAST_DUE]


@pytest.mark.parametrize("state", State)
def test_past_due_is_for_work_that_is_with_the_student(
    cohort, project, student, now, state
):
    """What we hold, and what met its specifications, is nobody's lateness."""
    due(cohort, project, now - DAY)
    factories.submission(project, student, cohort, state)
    theirs = state in State.student_may_resubmit()
    assert (HelpKind.PAST_DUE in kinds(cohort, now)) is theirs


def test_a_promise_of_hours_is_kept_to_its_last_minute(cohort, project, student, now):
    cohort.promised_review_hours = 48
    waiting = factories.submission(
        project, student, cohort, State.DISPUTED, queued_at=now
    )
    late = now + 2 * DAY
    assert kinds(cohort, late) == []
    assert kinds(cohort, late + MINUTE) == [HelpKind.LONG_WAIT]
    [one] = find(cohort, late + MINUTE)
    assert (one.submission, one.at) == (waiting.pk, now)


@pytest.mark.parametrize("state", [State.EXPLAINING, State.CHECKING, State.HELD])
def test_what_no_reviewer_could_have_taken_is_no_long_wait(
    cohort, project, student, now, state
):
    factories.submission(project, student, cohort, state, queued_at=now - 30 * DAY)
    assert kinds(cohort, now) == []


def test_silence_is_broken_by_the_last_thing_done(cohort, project, student, now):
    long_ago = now - 60 * DAY
    student.enrolments.update(joined_at=long_ago)
    student.last_login = now - 10 * DAY
    student.save()
    assert kinds(cohort, now) == []
    assert kinds(cohort, now + MINUTE) == [HelpKind.SILENT]
    factories.submission(
        project, student, cohort, State.RETURNED, submitted_at=now - 2 * DAY
    )
    assert kinds(cohort, now + MINUTE) == []
    [one] = find(cohort, now + 9 * DAY)
    assert one.at == now - 2 * DAY


def test_a_student_who_never_signed_in_is_silent_since_they_joined(
    cohort, project, student, now
):
    student.last_login = None
    student.save()
    student.enrolments.update(joined_at=now - 10 * DAY)
    assert kinds(cohort, now) == []
    assert kinds(cohort, now + MINUTE) == [HelpKind.SILENT]


def test_whoever_is_back_from_a_pause_was_not_silent_in_it(
    cohort, project, student, now
):
    """They were told to rest: the days that count begin after its last one."""
    student.last_login = now - 40 * DAY
    student.save()
    student.enrolments.update(
        joined_at=now - 60 * DAY,
        state=EnrolmentState.PAUSED,
        state_since=now - 40 * DAY,
        pause_ends_at=factories.end_of((now - DAY).date()),
    )
    assert kinds(cohort, now) == []
    assert kinds(cohort, now + 12 * DAY) == [HelpKind.SILENT]
    student.enrolments.update(
        state=EnrolmentState.ACTIVE, state_since=now - 3 * DAY, pause_ends_at=None
    )
    assert kinds(cohort, now) == [], "nor who was called back early"


@pytest.mark.parametrize(
    "state", [EnrolmentState.WITHDRAWN, EnrolmentState.TRANSFERRED]
)
def test_who_left_needs_nothing_here_and_may_need_it_elsewhere(
    cohort, project, student, now, state
):
    due(cohort, project, now - DAY)
    other = factories.cohort()
    other.enrolments.create(student=student)
    due(other, project, now - DAY)
    cohort.enrolments.update(state=state)
    assert kinds(cohort, now) == []
    assert kinds(other, now) == [HelpKind.PAST_DUE]


def test_a_pause_ends_by_itself_and_the_rules_hold_again(cohort, project, student, now):
    due(cohort, project, now - DAY)
    paused = student.enrolments
    for days, found in ((0, []), (-1, [HelpKind.PAST_DUE])):
        ends_at = factories.end_of((now + days * DAY).date())
        paused.update(state=EnrolmentState.PAUSED, pause_ends_at=ends_at)
        assert kinds(cohort, now) == found


def test_what_is_not_open_yet_is_not_late(cohort, project, student, now):
    due(cohort, project, now + DAY, opens_at=now + MINUTE)
    assert kinds(cohort, now) == []
    assert kinds(cohort, now + MINUTE) == [HelpKind.NO_ATTEMPT]


def test_attempts_in_another_cohort_are_not_counted_here(cohort, project, student, now):
    other = factories.cohort()
    other.enrolments.create(student=student)
    for _ in range(2):
        factories.submission(project, student, other, State.RETURNED)
    assert kinds(cohort, now) == []
    assert kinds(other, now) == [HelpKind.SENT_BACK]


def test_after_an_approval_old_returns_are_history(cohort, project, student, now):
    for _ in range(3):
        factories.submission(project, student, cohort, State.CHANGES_REQUESTED)
    assert set(kinds(cohort, now)) == {HelpKind.SENT_BACK, HelpKind.SAME_CRITERION}
    factories.submission(project, student, cohort, State.APPROVED)
    assert kinds(cohort, now) == []


def test_a_review_that_was_sent_back_and_withdrawn_again_still_counts_once(
    cohort, project, student, now
):
    factories.submission(project, student, cohort, State.RETURNED)
    factories.submission(project, student, cohort, State.WITHDRAWN)
    assert kinds(cohort, now) == []


def test_no_age_makes_a_lesser_rule_weigh_more_than_it_may(
    cohort, project, student, now
):
    due(cohort, project, now - 900 * DAY)
    [one] = find(cohort, now)
    assert one.weight == MEANINGS[HelpKind.PAST_DUE].weight + MOST_GROWTH


def test_the_same_criterion_is_named_in_each_language(cohort, project, now):
    hanako = factories.student(cohort, last_login=now, language=Language.JAPANESE)
    project.rubrics.get().criteria.filter(slug="code").update(
        title_text={"en": "Code", "ja": "コード"}
    )
    for _ in range(3):
        factories.submission(project, hanako, cohort, State.CHANGES_REQUESTED)
    [one] = [one for one in find(cohort, now) if one.kind == HelpKind.SAME_CRITERION]
    assert one.subject_text == {"en": "Code", "ja": "コード"}


def test_a_cohort_needs_help_until_the_end_of_its_last_day(
    cohort, project, student, now
):
    due(cohort, project, now - DAY)
    cohort.ends_on = now.date()
    assert kinds(cohort, now) == [HelpKind.PAST_DUE]
    cohort.ends_on = (now - DAY).date()
    assert kinds(cohort, now) == []


def test_an_empty_cohort_costs_little_and_finds_nobody(
    cohort, project, now, django_assert_max_num_queries
):
    due(cohort, project, now - DAY)
    with django_assert_max_num_queries(6):
        assert find(cohort, now) == []
