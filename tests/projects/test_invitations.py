"""Invitations and join codes: every way into a cohort, and its seats."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from projects.enums import AuditKind, InvitationState, LetterKind
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import AuditEntry, Invitation, Letter, User
from projects.operations import (
    enrolment,
    invitations,
    join_codes,
    mailing,
    outbox,
    participation,
    tokens,
)
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "On the list."


@pytest.fixture
def cohort():
    return factories.cohort(title="January")


@pytest.fixture
def lead():
    return factories.lead()


def invite(cohort, by, address="ada@example.org", **changes):
    given = {"name": "Ada", "language": "en", "reason": WHY, **changes}
    return invitations.invite(cohort, by=by, address=address, **given)


def accept_as_new(sent):
    return invitations.accept_as_new(
        sent, name="Ada", password="analytical engine", language="en"
    )


def test_a_letter_brings_a_link_that_no_row_holds(cohort, lead):
    sent = invite(cohort, lead, "Ada@Example.org ", language="ja")
    letter = Letter.objects.get()
    assert (letter.kind, letter.address) == (LetterKind.INVITATION, "ada@example.org")
    mailing.send_waiting()
    [message] = mail.outbox
    assert message.to == ["ada@example.org"]
    assert "January" in message.subject
    token = re.search(r"/join/(\S+)/", message.body).group(1)
    assert tokens.invited_by_token(token) == sent
    assert tokens.invited_by_token(token[:-1]) is None


def test_several_open_invitations_come_in_one_letter_in_the_accounts_language(lead):
    reader = factories.user(language="ja")
    for title in ("January", "March"):
        invite(factories.cohort(title=title), lead, reader.email)
    mailing.send_waiting()
    [message] = mail.outbox
    assert "January" in message.body
    assert "March" in message.body
    assert "招待" in message.subject


def test_a_letter_for_an_invitation_that_was_revoked_is_dropped(cohort, lead):
    invitations.revoke(invite(cohort, lead), by=lead, reason=WHY)
    mailing.send_waiting()
    assert mail.outbox == []


def test_links_that_people_wait_for_go_before_invitations(cohort, lead):
    invite(cohort, lead)
    outbox.write_link(LetterKind.PASSWORD, "b@example.org")
    first, last = Letter.objects.due()
    assert (first.kind, last.kind) == ("password", "invitation")


def test_a_newcomer_gets_an_account_whose_address_is_proved(cohort, lead):
    sent = invite(cohort, lead)
    person = accept_as_new(sent)
    sent.refresh_from_db()
    assert person.has_proved_address
    assert list(person.cohorts.all()) == [cohort]
    assert (sent.state, sent.person) == (InvitationState.ACCEPTED, person)
    assert AuditEntry.objects.first().kind == AuditKind.JOINED
    with pytest.raises(WrongState, match="There is an account"):
        accept_as_new(sent)


def test_the_invited_person_takes_an_account_that_nobody_proved(cohort, lead):
    sent = invite(cohort, lead)
    enrolment.sign_up(
        cohort,
        email="ada@example.org",
        name="Stranger",
        password="a stranger was here",
        language="en",
    )
    person = accept_as_new(sent)
    assert User.objects.filter(email="ada@example.org").get() == person
    assert person.check_password("analytical engine")


def test_an_account_joins_a_second_cohort_by_the_same_link(cohort, lead):
    person = factories.student(factories.cohort())
    sent = invite(cohort, lead)
    invitations.accept(sent, by=person)
    assert person.enrolments.count() == 2
    with pytest.raises(WrongState, match="no longer open"):
        invitations.accept(sent, by=factories.user())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"expires_at": timezone.now()}, "no longer open"),
        ({"revoked_at": timezone.now()}, "no longer open"),
    ],
)
def test_one_that_is_over_opens_nothing(cohort, changes, words):
    sent = factories.invitation(cohort, **changes)
    with pytest.raises(WrongState, match=words):
        invitations.accept(sent, by=factories.user())


def test_who_left_and_a_closed_cohort_are_not_opened_by_a_link(cohort, lead):
    person = factories.student(cohort)
    participation.withdraw(person.enrolments.get(), by=lead, reason=WHY)
    with pytest.raises(WrongState, match="have left"):
        invitations.accept(factories.invitation(cohort), by=person)
    cohort.is_open = False
    cohort.save()
    with pytest.raises(WrongState, match="no new students"):
        invitations.accept(factories.invitation(cohort, "b@example.org"), by=person)


def test_sending_again_renews_the_end_and_revoking_ends_it(cohort, lead):
    old = factories.invitation(cohort, expires_at=timezone.now())
    invitations.send_again(old, by=lead, reason=WHY)
    old.refresh_from_db()
    assert old.state == InvitationState.OPEN
    invitations.revoke(old, by=lead, reason=WHY)
    old.refresh_from_db()
    assert old.state == InvitationState.REVOKED
    with pytest.raises(WrongState):
        invitations.send_again(old, by=lead, reason=WHY)
    assert invite(cohort, lead, old.address) == old
    invitations.accept(old, by=factories.user())
    with pytest.raises(WrongState, match="joined already"):
        invitations.revoke(old, by=lead, reason=WHY)


@pytest.mark.parametrize("state", InvitationState)
def test_lists_and_rows_agree_on_the_state(cohort, state):
    now = timezone.now()
    for n, changes in enumerate(
        ({}, {"expires_at": now}, {"revoked_at": now}, {"accepted_at": now})
    ):
        factories.invitation(cohort, f"p{n}@example.org", **changes)
    [found] = Invitation.objects.in_state(state)
    assert found.state == state


def test_nobody_is_invited_twice_nor_who_is_here_or_shut_out(cohort, lead):
    invite(cohort, lead)
    taken = factories.invitation(cohort, "t@example.org", accepted_at=timezone.now())
    addresses = [
        *("ADA@example.org", factories.student(cohort).email, taken.address),
        factories.user(is_active=False).email,
    ]
    for address in addresses:
        with pytest.raises(Incomplete) as refusal:
            invite(cohort, lead, address)
        assert refusal.value.field == "address"
    with pytest.raises(NotAllowed):
        invite(cohort, factories.lead(leads_all_cohorts=False), "b@example.org")


# --- seats and codes ----------------------------------------------------------------------


def test_an_open_invitation_keeps_its_seat(cohort, lead):
    cohort.capacity = 2
    cohort.save()
    factories.student(cohort)
    sent = invite(cohort, lead)
    with pytest.raises(Incomplete, match="full"):
        enrolment.join(cohort.code, by=factories.user())
    with pytest.raises(Incomplete, match="full"):
        invite(cohort, lead, "b@example.org")
    with pytest.raises(Incomplete, match="full"):
        enrolment.sign_up(
            cohort, email="c@d.org", name="C", password="long enough", language="en"
        )
    invitations.accept(sent, by=factories.user())
    late = factories.invitation(cohort, "late@example.org")
    with pytest.raises(Incomplete, match="full"):
        invitations.accept(late, by=factories.user())


def test_a_code_that_is_renewed_or_off_opens_nothing(cohort, lead):
    old = cohort.code
    join_codes.renew(cohort, by=lead, reason=WHY)
    with pytest.raises(Incomplete):
        enrolment.join(old, by=factories.user())
    enrolment.join(cohort.code, by=factories.user())
    join_codes.switch(cohort, by=lead, on=False, reason=WHY)
    with pytest.raises(Incomplete):
        enrolment.join(cohort.code, by=factories.user())
    join_codes.switch(cohort, by=lead, on=True, reason=WHY)
    enrolment.join(cohort.code, by=factories.user())
    told = AuditEntry.objects.filter(kind=AuditKind.CODE_CHANGED)
    assert [one.data["after"] for one in told] == ["on", "off", "renewed"]
    with pytest.raises(NotAllowed):
        join_codes.renew(cohort, by=factories.lead(leads_all_cohorts=False), reason=WHY)


def test_who_left_does_not_come_back_by_the_code(cohort, lead):
    person = factories.student(cohort)
    participation.withdraw(person.enrolments.get(), by=lead, reason=WHY)
    with pytest.raises(WrongState, match="have left"):
        enrolment.join(cohort.code, by=person)
