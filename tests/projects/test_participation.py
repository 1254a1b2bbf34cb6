"""A student's part in a cohort: pause, withdrawal, return, transfer, dates of their own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from projects.enums import AuditKind, EnrolmentState, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import AuditEntry, CohortLead, CohortProject, Enrolment, Extension
from projects.operations import extensions, participation, submissions
from projects.queries.dashboard import path_of
from projects.queries.schedule import scheduled
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "They asked for it."


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def lead():
    return factories.lead()


@pytest.fixture
def enrolment(cohort):
    return factories.student(cohort).enrolments.get()


def check(enrolment, project):
    submissions.check_may_submit(
        by=enrolment.student, cohort=enrolment.cohort, project=project
    )


def test_who_pauses_cannot_hand_in_until_the_day_is_over(enrolment, lead, monkeypatch):
    project, today = factories.project(), timezone.now().date()
    participation.pause(enrolment, by=lead, reason=WHY, until=today)
    enrolment.refresh_from_db()
    with pytest.raises(NotAllowed, match="paused"):
        check(enrolment, project)
    assert not Enrolment.objects.active().exists()
    Enrolment.objects.update(pause_ends_at=factories.end_of(today - timedelta(days=1)))
    check(enrolment, project)
    assert Enrolment.objects.active().get().state_now() == EnrolmentState.ACTIVE
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.person, entry.reason) == (lead, enrolment.student, WHY)
    assert entry.data == {
        "before": "active",
        "after": "paused",
        "until": today.isoformat(),
        "ends_at": factories.end_of(today).isoformat(),
    }


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "last_day", "ends_at"),
    [
        ("Europe/Berlin", date(2027, 3, 27), "2027-03-27T23:00"),
        # Clocks go forward in the night before: this day has 23 hours.
        ("Europe/Berlin", date(2027, 3, 28), "2027-03-28T22:00"),
        ("Europe/Berlin", date(2027, 10, 30), "2027-10-30T22:00"),
        ("Europe/Berlin", date(2027, 10, 31), "2027-10-31T23:00"),  # 25 hours
        ("Africa/Cairo", date(2027, 4, 29), "2027-04-29T22:00"),  # no 00:00 after it
        ("Asia/Tokyo", date(2027, 3, 28), "2027-03-28T15:00"),
        ("America/New_York", date(2027, 3, 14), "2027-03-15T04:00"),
    ],
)
def test_a_pause_ends_with_its_last_day_by_the_cohorts_clocks(
    lead, monkeypatch, zone, last_day, ends_at
):
    cohort = factories.cohort(time_zone=zone)
    project, student = factories.project(), factories.student(cohort)
    part, ends_at = student.enrolments.get(), at(ends_at)
    monkeypatch.setattr(timezone, "now", lambda: ends_at - timedelta(days=3))
    participation.pause(part, by=lead, reason=WHY, until=last_day)
    part.refresh_from_db()
    assert (part.pause_ends_at, part.paused_until) == (ends_at, last_day)
    last_moment = ends_at - timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: last_moment)
    assert not Enrolment.objects.active().exists()
    assert part.state_now() == EnrolmentState.PAUSED
    with pytest.raises(NotAllowed, match="paused"):
        check(part, project)
    monkeypatch.setattr(timezone, "now", lambda: ends_at)
    assert Enrolment.objects.active().get().is_active
    check(part, project)


def test_today_is_the_cohorts_today(lead, monkeypatch):
    """At 20:00 UTC it is tomorrow in Tokyo, and still today in New York."""
    monkeypatch.setattr(timezone, "now", lambda: at("2027-03-01T20:00"))
    today = date(2027, 3, 1)
    tokyo, new_york = (
        factories.student(factories.cohort(time_zone=zone)).enrolments.get()
        for zone in ("Asia/Tokyo", "America/New_York")
    )
    with pytest.raises(Incomplete, match="over already") as refusal:
        participation.pause(tokyo, by=lead, reason=WHY, until=today)
    assert refusal.value.field == "until"
    participation.pause(new_york, by=lead, reason=WHY, until=today)
    new_york.refresh_from_db()
    assert new_york.paused_until == today


@pytest.mark.parametrize("day", [date.max, date(2200, 1, 1)])
def test_a_day_that_has_no_next_one_is_refused(enrolment, lead, day):
    with pytest.raises(Incomplete, match="too far away") as refusal:
        participation.pause(enrolment, by=lead, reason=WHY, until=day)
    assert refusal.value.field == "until"
    enrolment.refresh_from_db()
    assert enrolment.is_active


def test_who_withdrew_hands_nothing_in_and_comes_back_through_a_lead(enrolment, lead):
    project = factories.project()
    participation.withdraw(enrolment, by=lead, reason=WHY)
    with pytest.raises(NotAllowed, match="withdrawn"):
        check(enrolment, project)
    with pytest.raises(WrongState):
        participation.withdraw(enrolment, by=lead, reason=WHY)
    with pytest.raises(WrongState):
        participation.pause(enrolment, by=lead, reason=WHY)
    participation.bring_back(enrolment, by=lead, reason=WHY)
    check(enrolment, project)
    with pytest.raises(WrongState):
        participation.bring_back(enrolment, by=lead, reason=WHY)


def test_nobody_comes_back_to_a_full_cohort_but_who_kept_the_seat(cohort, lead):
    one, two = (factories.student(cohort).enrolments.get() for _ in range(2))
    participation.withdraw(one, by=lead, reason=WHY)
    participation.pause(two, by=lead, reason=WHY)
    cohort.capacity = 1
    cohort.save()
    with pytest.raises(Incomplete, match="full"):
        participation.bring_back(one, by=lead, reason=WHY)
    participation.bring_back(two, by=lead, reason=WHY)


def test_a_transfer_takes_no_pass_and_the_work_stays_where_it_was(
    enrolment, cohort, lead
):
    student, there = enrolment.student, factories.cohort()
    done, begun = factories.project(), factories.project()
    passed = factories.submission(done, student, cohort, State.APPROVED)
    factories.submission(begun, student, cohort, State.RETURNED)
    moved = participation.transfer(enrolment, to=there, by=lead, reason=WHY)
    assert [stop.is_done for stop in path_of(student, there)] == [True, False]
    assert passed.cohort == cohort
    with pytest.raises(NotAllowed, match="another cohort"):
        check(enrolment, begun)
    with pytest.raises(WrongState, match="approved already"):
        check(moved, done)
    check(moved, begun)
    assert [one.data["other_cohort"] for one in AuditEntry.objects.all()] == [
        cohort.slug,
        there.slug,
    ]
    with pytest.raises(WrongState):
        participation.transfer(enrolment, to=there, by=lead, reason=WHY)
    participation.transfer(moved, to=cohort, by=lead, reason=WHY)
    assert list(student.enrolments.order_by("pk").values_list("state", flat=True)) == [
        "active",
        "transferred",
    ]


def test_the_same_project_is_not_handed_in_in_two_cohorts_at_once(enrolment):
    other = factories.cohort()
    project, student = factories.project(), enrolment.student
    Enrolment.objects.create(cohort=other, student=student)
    factories.submission(project, student, other, State.AWAITING_REVIEW)
    with pytest.raises(WrongState, match="still with us"):
        check(enrolment, project)


def test_only_who_leads_both_cohorts_transfers(enrolment, cohort):
    half = factories.lead(leads_all_cohorts=False)
    there = factories.cohort()
    CohortLead.objects.create(cohort=cohort, lead=half)
    with pytest.raises(NotAllowed):
        participation.transfer(enrolment, to=there, by=half, reason=WHY)
    with pytest.raises(Incomplete, match="in this cohort already"):
        participation.transfer(enrolment, to=cohort, by=half, reason=WHY)
    there.capacity = 1
    there.save()
    factories.student(there)
    with pytest.raises(Incomplete, match="full"):
        participation.transfer(enrolment, to=there, by=factories.admin(), reason=WHY)
    enrolment.refresh_from_db()
    assert enrolment.is_active


@pytest.mark.parametrize("verb", [participation.pause, participation.withdraw])
def test_each_change_is_a_leads_and_says_why(enrolment, lead, verb):
    with pytest.raises(NotAllowed):
        verb(enrolment, by=factories.lead(leads_all_cohorts=False), reason=WHY)
    with pytest.raises(Incomplete) as refusal:
        verb(enrolment, by=lead, reason="  ")
    assert refusal.value.field == "reason"
    assert not AuditEntry.objects.exists()


def test_a_pause_ends_in_the_future(enrolment, lead):
    yesterday = timezone.now().date() - timedelta(days=1)
    with pytest.raises(Incomplete) as refusal:
        participation.pause(enrolment, by=lead, reason=WHY, until=yesterday)
    assert refusal.value.field == "until"


# --- dates of their own -------------------------------------------------------------------


def test_an_extension_moves_one_students_date_and_is_taken_back(
    enrolment, cohort, lead
):
    project, due = factories.project(), timezone.now() + timedelta(days=2)
    CohortProject.objects.create(cohort=cohort, project=project, order=1, due_at=due)
    first, later = due + timedelta(days=3), due + timedelta(days=7)
    for day in (first, later):
        extensions.grant(enrolment, project, by=lead, due_at=day, reason=WHY)
    mine = scheduled(cohort, project, enrolment.student)
    assert (mine.due_at, mine.is_extended) == (later, True)
    assert scheduled(cohort, project).due_at == due
    extension = Extension.objects.get()
    extensions.take_back(extension, by=lead, reason=WHY)
    assert scheduled(cohort, project, enrolment.student).due_at == due
    with pytest.raises(WrongState):
        extensions.take_back(Extension(pk=1, enrolment=enrolment), by=lead, reason=WHY)
    taken, second, granted = AuditEntry.objects.all()
    assert taken.kind == AuditKind.EXTENSION_TAKEN_BACK
    assert (taken.data["before"], taken.data["after"]) == (later.isoformat(), None)
    assert second.data["before"] == first.isoformat()
    assert granted.data["before"] == due.isoformat()


@pytest.mark.parametrize(("days", "field"), [(1, "due_at"), (-1, "due_at")])
def test_an_extension_is_later_than_the_cohorts_date(
    enrolment, cohort, lead, days, field
):
    project, now = factories.project(), timezone.now()
    due = now + timedelta(days=2) if days > 0 else None
    CohortProject.objects.create(cohort=cohort, project=project, order=1, due_at=due)
    with pytest.raises(Incomplete) as refusal:
        extensions.grant(
            enrolment, project, by=lead, due_at=now + timedelta(days=days), reason=WHY
        )
    assert refusal.value.field == field


def test_a_project_that_the_cohort_lacks_is_not_extended(enrolment, cohort, lead):
    CohortProject.objects.create(cohort=cohort, project=factories.project(), order=1)
    with pytest.raises(Incomplete) as refusal:
        extensions.grant(
            enrolment,
            factories.project(),
            by=lead,
            due_at=timezone.now() + timedelta(days=1),
            reason=WHY,
        )
    assert refusal.value.field == "project"


@pytest.mark.parametrize(
    "state", [EnrolmentState.WITHDRAWN, EnrolmentState.TRANSFERRED]
)
def test_who_has_left_gets_no_extension(enrolment, lead, state):
    project, day = factories.project(), timezone.now() + timedelta(days=9)
    stale = Enrolment.objects.get(pk=enrolment.pk)  # of a page that was open meanwhile
    Enrolment.objects.update(state=state)
    with pytest.raises(WrongState, match=f"{enrolment.student.name} has left"):
        extensions.grant(stale, project, by=lead, due_at=day, reason=WHY)
    assert not Extension.objects.exists()
    assert not AuditEntry.objects.exists()
    assert not enrolment.student.notifications.exists()


def test_who_pauses_gets_an_extension(enrolment, lead):
    project, day = factories.project(), timezone.now() + timedelta(days=9)
    participation.pause(enrolment, by=lead, reason=WHY)
    made = extensions.grant(enrolment, project, by=lead, due_at=day, reason=WHY)
    assert scheduled(enrolment.cohort, project, enrolment.student).due_at == day
    participation.withdraw(enrolment, by=lead, reason=WHY)
    extensions.take_back(made, by=lead, reason=WHY)
    assert not Extension.objects.exists()
