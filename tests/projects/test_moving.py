"""Every date of a cohort is moved at once: what moves, what stays, what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from projects.enums import AuditKind, EnrolmentState, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import AuditEntry, CohortProject, Extension
from projects.operations.cohorts import moving
from projects.operations.cohorts.checking import PlanRefused
from projects.queries import syllabus
from projects.queries.moves import touched_by
from projects.queries.plans import plan_of
from projects.queries.schedule import scheduled
from tests import factories

pytestmark = pytest.mark.django_db

FIRST = date(2027, 3, 1)
DUE = datetime(2027, 3, 25, 17, tzinfo=UTC)  # 18:00 in Berlin, before summer time
WEEK = timedelta(weeks=1)


@pytest.fixture
def cohort():
    return factories.cohort(
        time_zone="Europe/Berlin", starts_on=FIRST, ends_on=date(2027, 6, 27)
    )


@pytest.fixture
def project(cohort):
    made = factories.project()
    CohortProject.objects.create(
        cohort=cohort,
        project=made,
        order=1,
        opens_at=DUE - 2 * WEEK,
        due_at=DUE,
        grace_hours=12,
    )
    return made


@pytest.fixture
def admin():
    return factories.admin()


def move(cohort, days, by, reason="Snow.", seen=None):
    moved = moving.move_dates(
        cohort, days, seen=seen or cohort.starts_on, by=by, reason=reason
    )
    cohort.refresh_from_db()
    return moved


def running(cohort, project, days_ago=20, due_in=2):
    """The same cohort in the middle of now: open for long, due soon."""
    now = timezone.now()
    cohort.starts_on = (now - timedelta(days=days_ago)).date()
    cohort.ends_on = (now + timedelta(days=100)).date()
    cohort.save()
    cohort.cohort_projects.update(
        opens_at=now - timedelta(days=3),
        due_at=now + timedelta(days=due_in),
        grace_hours=0,
    )


def extend(student, project, due_at):
    return Extension.objects.create(
        enrolment=student.enrolments.get(),
        project=project,
        due_at=due_at,
        reason="Ill.",
        granted_by=factories.lead(),
    )


# --- what moves ----------------------------------------------------------------------------


def test_all_dates_move_by_the_same_days_and_stay_at_their_hour(cohort, project, admin):
    cohort.weeks.create(number=2, topic_text={"en": "Neurons"})
    cohort.live_sessions.create(starts_at=DUE, title_text={"en": "Live"}, url="")
    before = plan_of(cohort)
    move(cohort, 7, admin)
    after = plan_of(cohort)
    assert after.starts_on == FIRST + WEEK
    assert after.ends_on == before.ends_on + WEEK
    assert after.projects[0].opens == before.projects[0].opens + WEEK
    assert after.sessions[0].starts == before.sessions[0].starts + WEEK
    # 18:00 in Berlin still, which is an hour earlier in UTC: summer time came between.
    assert cohort.cohort_projects.get().due_at == DUE + WEEK - timedelta(hours=1)
    assert after.projects[0].grace_hours == 12
    assert syllabus.week_number(cohort, DUE) == 3
    assert cohort.weeks.get().number == 2
    move(cohort, -7, admin)
    assert plan_of(cohort) == before


def test_one_entry_says_why_and_what_was_before(cohort, project, admin):
    move(cohort, 14, admin, reason=" The room burnt down. ")
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.actor) == (AuditKind.COHORT_CHANGED, admin)
    assert (entry.reason, entry.cohort) == ("The room burnt down.", cohort)
    assert (entry.data["part"], entry.data["days"]) == ("dates", 14)
    starts = [entry.data[name]["starts_on"] for name in ("before", "after")]
    assert starts == ["2027-03-01", "2027-03-15"]
    due = [entry.data[name]["projects"][0]["due"] for name in ("before", "after")]
    assert due == ["2027-03-25T18:00:00", "2027-04-08T18:00:00"]


def test_a_time_that_clocks_skip_is_moved_over_the_gap_and_told(cohort, project, admin):
    cohort.cohort_projects.update(due_at=datetime(2027, 3, 27, 1, 30, tzinfo=UTC))
    planned = moving.planned_move(cohort, 1)  # 02:30 on the day of summer time
    assert [one.field for one in planned.notes] == ["projects-0-due"]
    move(cohort, 1, admin)
    assert plan_of(cohort).projects[0].due == datetime(2027, 3, 28, 3, 30)  # noqa: DTZ001


def test_a_cohort_without_a_list_of_projects_gets_none_by_moving(cohort, admin):
    factories.project()
    move(cohort, 7, admin)
    assert not cohort.cohort_projects.exists()
    assert cohort.starts_on == FIRST + WEEK


# --- what stays ----------------------------------------------------------------------------


def test_what_was_handed_in_and_passed_stays(cohort, project, admin):
    ada, bob = factories.student(cohort), factories.student(cohort)
    passed = factories.submission(project, ada, cohort, State.APPROVED)
    factories.submission(project, bob, cohort, State.WITHDRAWN)
    factories.submission(project, bob, cohort, State.CHECKING)
    before = passed.submitted_at
    planned = moving.planned_move(cohort, 7)
    touched = touched_by(cohort, planned.after)
    assert (touched.handed_in, touched.approved) == (2, 1)
    move(cohort, 7, admin)
    passed.refresh_from_db()
    assert (passed.state, passed.submitted_at) == (State.APPROVED, before)


@pytest.mark.parametrize(("handed_in", "stays"), [(True, True), (False, False)])
def test_a_project_stays_open_for_those_who_have_begun(
    cohort, project, admin, handed_in, stays
):
    running(cohort, project)
    student = factories.student(cohort)
    if handed_in:
        factories.submission(project, student, cohort, State.CHANGES_REQUESTED)
    assert moving.planned_move(cohort, 7).kept_open == [project.slug] * handed_in
    move(cohort, 7, admin)
    assert scheduled(cohort, project).is_open() is stays


def test_an_extension_keeps_its_date_unless_the_cohort_gives_more(
    cohort, project, admin
):
    ada, bob = factories.student(cohort), factories.student(cohort)
    far, near = DUE + 4 * WEEK, DUE + timedelta(days=3)
    extend(ada, project, far)
    extend(bob, project, near)
    touched = touched_by(cohort, moving.planned_move(cohort, 7).after)
    assert (touched.extensions, touched.outrun) == (2, 1)
    move(cohort, 7, admin)
    assert scheduled(cohort, project, ada).due_at == far
    assert not scheduled(cohort, project, bob).is_extended
    assert Extension.objects.get(enrolment__student=bob).due_at == near


def test_who_would_be_late_at_once_is_counted(cohort, project):
    running(cohort, project)
    cohort.cohort_projects.update(opens_at=None)
    idle, done, extended, left = (factories.student(cohort) for _ in range(4))
    factories.submission(project, done, cohort, State.AWAITING_REVIEW)
    extend(extended, project, timezone.now() + timedelta(days=9))
    left.enrolments.update(state=EnrolmentState.WITHDRAWN)
    for days, late in ((-7, 1), (7, 0)):
        after = moving.planned_move(cohort, days).after
        assert touched_by(cohort, after).late == late
    assert idle.enrolments.exists()


def test_who_is_late_already_is_not_counted_again(cohort, project):
    running(cohort, project, due_in=-1)
    factories.student(cohort)
    cohort.cohort_projects.update(opens_at=None)
    assert touched_by(cohort, moving.planned_move(cohort, -7).after).late == 0


# --- what is refused -----------------------------------------------------------------------


@pytest.mark.parametrize("days", [0, 367, -367])
def test_no_days_and_too_many_are_refused_at_their_field(cohort, project, days):
    with pytest.raises(PlanRefused) as refusal:
        moving.planned_move(cohort, days)
    assert refusal.value.field == "amount"


def test_the_same_move_sent_twice_moves_once(cohort, project, admin):
    move(cohort, 7, admin, seen=FIRST)
    with pytest.raises(WrongState):
        move(cohort, 7, admin, seen=FIRST)
    assert cohort.starts_on == FIRST + WEEK
    assert AuditEntry.objects.count() == 1


def test_without_a_reason_nothing_moves(cohort, project, admin):
    with pytest.raises(Incomplete) as refusal:
        move(cohort, 7, admin, reason=" \n")
    assert refusal.value.field == "reason"
    cohort.refresh_from_db()
    assert cohort.starts_on == FIRST


def test_only_who_leads_the_cohort_moves_it(cohort, project):
    other = factories.lead(leads_all_cohorts=False)
    for person in (other, factories.student(cohort), factories.reviewer(project)):
        with pytest.raises(NotAllowed):
            move(cohort, 7, person)
    assert plan_of(cohort).starts_on == FIRST
