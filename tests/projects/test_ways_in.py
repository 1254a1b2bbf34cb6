"""Participation, dates of one's own, invitations and codes: refusals store nothing, states end."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from projects.enums import AuditKind, EnrolmentState, InvitationState, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import (
    AuditEntry,
    Cohort,
    CohortLead,
    CohortProject,
    Enrolment,
    Extension,
    Letter,
    User,
)
from projects.operations import (
    enrolment,
    extensions,
    invitations,
    join_codes,
    participation,
    reviews,
)
from projects.queries.schedule import scheduled
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "They asked for it."


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def lead(cohort):
    """Of this cohort and of no other."""
    made = factories.lead(leads_all_cohorts=False)
    CohortLead.objects.create(cohort=cohort, lead=made)
    return made


@pytest.fixture
def part(cohort):
    return factories.student(cohort).enrolments.get()


def others(part):
    """Everybody who changes nothing of this cohort."""
    elsewhere = factories.lead(leads_all_cohorts=False)
    CohortLead.objects.create(cohort=factories.cohort(), lead=elsewhere)
    reviewer = factories.reviewer(factories.project())
    return [elsewhere, reviewer, part.student]


def test_nobody_but_those_who_lead_the_cohort_changes_its_people(part, cohort):
    project, sent = factories.project(), factories.invitation(cohort)
    due, before = timezone.now() + timedelta(days=9), Cohort.objects.values().get()
    given = {"address": "a@b.org", "name": "A", "language": "en", "reason": WHY}
    for who in others(part):
        for change in (
            lambda who: participation.bring_back(part, by=who, reason=WHY),
            lambda who: extensions.grant(part, project, by=who, due_at=due, reason=WHY),
            lambda who: invitations.invite(cohort, by=who, **given),
            lambda who: invitations.send_again(sent, by=who, reason=WHY),
            lambda who: invitations.revoke(sent, by=who, reason=WHY),
            lambda who: join_codes.switch(cohort, by=who, on=False, reason=WHY),
        ):
            with pytest.raises(NotAllowed):
                change(who)
    assert Cohort.objects.filter(pk=cohort.pk).values().get() == before
    assert not AuditEntry.objects.exists()
    assert not Letter.objects.exists()


def test_without_a_reason_nothing_is_stored(part, cohort, lead):
    project, due = factories.project(), timezone.now() + timedelta(days=9)
    held = extensions.grant(part, project, by=lead, due_at=due, reason=WHY)
    sent = factories.invitation(cohort)
    there, code = factories.cohort(), cohort.code
    CohortLead.objects.create(cohort=there, lead=lead)
    lead = User.objects.get(pk=lead.pk)
    for change in (
        lambda: participation.transfer(part, to=there, by=lead, reason=" "),
        lambda: extensions.take_back(held, by=lead, reason=""),
        lambda: invitations.send_again(sent, by=lead, reason=""),
        lambda: invitations.revoke(sent, by=lead, reason=""),
        lambda: join_codes.renew(cohort, by=lead, reason=""),
    ):
        with pytest.raises(Incomplete) as refusal:
            change()
        assert refusal.value.field == "reason"
    assert not there.enrolments.exists()
    assert part.student.enrolments.get().is_active
    assert Cohort.objects.get(pk=cohort.pk).code == code
    assert (Extension.objects.count(), AuditEntry.objects.count()) == (1, 1)
    sent.refresh_from_db()
    assert sent.state == InvitationState.OPEN


# --- taking part --------------------------------------------------------------------------


def test_another_pause_moves_the_end_and_coming_back_clears_it(part, lead):
    today = timezone.now().date()
    for days in (1, 5):
        until = today + timedelta(days=days)
        participation.pause(part, by=lead, reason=WHY, until=until)
    part.refresh_from_db()
    assert part.paused_until == today + timedelta(days=5)
    participation.bring_back(part, by=lead, reason="Well again.")
    part.refresh_from_db()
    assert (part.paused_until, part.state_reason) == (None, "Well again.")
    pairs = [(e.data["before"], e.data["after"]) for e in AuditEntry.objects.all()]
    assert pairs[:2] == [("paused", "active"), ("paused", "paused")]


def test_who_pauses_and_then_withdraws_is_not_back_when_the_pause_would_end(part, lead):
    today = timezone.now().date()
    participation.pause(part, by=lead, reason=WHY, until=today)
    participation.withdraw(part, by=lead, reason=WHY)
    part.refresh_from_db()
    assert (part.state_now(), part.paused_until) == (EnrolmentState.WITHDRAWN, None)


def test_a_pause_that_ended_keeps_its_seat_and_is_no_reason_to_come_back(
    part, lead, cohort
):
    day = timezone.now().date() - timedelta(days=1)
    Enrolment.objects.update(state="paused", pause_ends_at=factories.end_of(day))
    Cohort.objects.update(capacity=1)
    with pytest.raises(WrongState, match="take part already"):
        participation.bring_back(part, by=lead, reason=WHY)
    with pytest.raises(Incomplete, match="full"):
        enrolment.join(cohort.code, by=factories.user())


def test_work_of_who_withdrew_is_still_reviewed(part, lead, cohort):
    project = factories.project()
    made = factories.submission(project, part.student, cohort, State.AWAITING_REVIEW)
    participation.withdraw(part, by=lead, reason=WHY)
    reviews.claim(made, by=factories.reviewer(project))
    made.refresh_from_db()
    assert made.state == State.IN_REVIEW


def test_a_transfer_to_where_they_pause_brings_them_back_there_without_a_seat(
    part, cohort
):
    there, admin = factories.cohort(capacity=1), factories.admin()
    paused = Enrolment.objects.create(cohort=there, student=part.student)
    participation.pause(paused, by=admin, reason=WHY)
    moved = participation.transfer(part, to=there, by=admin, reason=WHY)
    assert (moved.pk, moved.is_active) == (paused.pk, True)
    into, out = AuditEntry.objects.all()[:2]
    assert (into.cohort, into.data["before"]) == (there, "paused")
    assert (out.cohort, out.data["after"]) == (cohort, "transferred")


# --- dates of their own -------------------------------------------------------------------


def test_the_cohorts_grace_is_not_added_to_a_date_of_ones_own(part, cohort, lead):
    """A date within the grace is later than the cohort's, and the student keeps the longer one."""
    project, due = factories.project(), timezone.now() + timedelta(days=1)
    CohortProject.objects.create(
        cohort=cohort, project=project, order=1, due_at=due, grace_hours=48
    )
    with pytest.raises(Incomplete) as refusal:
        extensions.grant(
            part, project, by=lead, due_at=due + timedelta(hours=12), reason=WHY
        )
    assert refusal.value.field == "due_at"
    assert scheduled(cohort, project, part.student).late_from == due + timedelta(days=2)
    longer = due + timedelta(days=3)
    extensions.grant(part, project, by=lead, due_at=longer, reason=WHY)
    assert scheduled(cohort, project, part.student).late_from == longer


def test_a_date_that_no_calendar_can_tell_in_utc_is_refused(part, lead):
    zone = timezone.get_fixed_timezone(-600)
    with pytest.raises(Incomplete) as refusal:
        extensions.grant(
            part,
            factories.project(),
            by=lead,
            due_at=datetime(9999, 12, 31, 23, tzinfo=zone),
            reason=WHY,
        )
    assert refusal.value.field == "due_at"


def test_an_extension_ends_with_the_part_it_was_given_for(part, cohort):
    """The dates of the cohort they come to hold there; the other's are kept where they were."""
    project, admin, there = factories.project(), factories.admin(), factories.cohort()
    due = datetime(2099, 1, 1, tzinfo=UTC)
    extensions.grant(part, project, by=admin, due_at=due, reason=WHY)
    participation.transfer(part, to=there, by=admin, reason=WHY)
    assert scheduled(there, project, part.student).due_at is None
    assert scheduled(cohort, project, part.student).due_at == due


# --- invitations and codes ----------------------------------------------------------------


def test_an_invitation_is_revoked_once(cohort, lead):
    sent = factories.invitation(cohort)
    invitations.revoke(sent, by=lead, reason=WHY)
    with pytest.raises(WrongState):
        invitations.revoke(sent, by=lead, reason="Once more.")
    assert AuditEntry.objects.get().reason == WHY


def test_an_expired_one_is_renewed_only_while_there_is_a_seat(cohort, lead):
    old = factories.invitation(cohort, expires_at=timezone.now())
    Cohort.objects.update(capacity=1)
    factories.student(cohort)
    with pytest.raises(Incomplete, match="full"):
        invitations.send_again(old, by=lead, reason=WHY)
    old.refresh_from_db()
    assert old.state == InvitationState.EXPIRED
    assert not Letter.objects.exists()


def test_who_takes_part_already_uses_no_second_seat(part, cohort, lead):
    sent = factories.invitation(cohort)
    Cohort.objects.update(capacity=1)
    assert invitations.accept(sent, by=part.student) == part
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.actor) == (AuditKind.JOINED, part.student)


def test_a_weak_password_leaves_the_invitation_open_and_makes_no_account(cohort):
    sent = factories.invitation(cohort)
    with pytest.raises(Incomplete) as refusal:
        invitations.accept_as_new(sent, name="Ada", password="1234", language="en")
    assert refusal.value.field == "password"
    assert not User.objects.filter(email=sent.address).exists()
    sent.refresh_from_db()
    assert sent.state == InvitationState.OPEN


def test_joining_twice_by_the_code_is_once(cohort):
    person = factories.user()
    first = enrolment.join(cohort.code, by=person)
    assert enrolment.join(f" {cohort.code.lower()}", by=person) == first
    assert AuditEntry.objects.count() == 1
