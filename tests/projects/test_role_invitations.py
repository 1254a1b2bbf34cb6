"""Inviting somebody to lead or to review: the letter, the link, and who may not use it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from projects.enums import AuditKind, CertificationState, InvitationState, LetterKind
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import AuditEntry, Cohort, Letter, RoleInvitation, User
from projects.operations import leading, mailing, role_invitations, tokens
from projects.operations.erasure import erase
from projects.operations.role_invitations import Invited
from projects.queries.personal_cohorts import cohorts_of
from projects.rules import leads_cohort, leads_site
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "Led the course last year."
GRACE = Invited("Grace@Example.org", "Grace", "en")
PASSWORD = "correct horse"


@pytest.fixture
def admin():
    return factories.admin("Ada Admin")


@pytest.fixture
def cohort():
    return factories.cohort(title="January")


def invite(admin, *cohorts, invited=GRACE, everywhere=False, reason=WHY):
    return role_invitations.invite_lead(
        invited, by=admin, everywhere=everywhere, cohorts=cohorts, reason=reason
    )


def invite_reviewer(lead, project, *languages, invited=GRACE, state="certified"):
    return role_invitations.invite_reviewer(
        invited,
        by=lead,
        project=project,
        languages=languages,
        state=CertificationState(state),
        reason=WHY,
    )


def grace(person):
    person.email = "grace@example.org"
    person.save()
    return person


def accept_as_new(row, name="Grace Hopper"):
    return role_invitations.accept_as_new(
        row, name=name, password=PASSWORD, language="en"
    )


def test_a_lead_is_invited_by_letter_and_leads_with_the_link(admin, cohort, settings):
    settings.BASE_URL = "https://reviews.example.org"
    invite(admin, cohort)
    mailing.send_waiting()
    (letter,) = mail.outbox
    assert letter.to == ["grace@example.org"]
    assert letter.subject == "You are invited to lead a course on ReviewHub"
    assert "January" in letter.body
    assert WHY not in letter.body, "the reason is for those who look after the site"
    token = re.search(r"https://reviews\.example\.org/join/role/(.+)/\n", letter.body)
    row = tokens.role_by_token(token[1])
    person = accept_as_new(row)
    assert (person.email, person.has_proved_address) == ("grace@example.org", True)
    assert leads_cohort(person, cohort)
    assert not leads_site(person)
    row.refresh_from_db()
    assert (row.state, row.person) == (InvitationState.ACCEPTED, person)
    kinds = [one.kind for one in AuditEntry.objects.order_by("pk")]
    assert kinds == [
        AuditKind.ROLE_INVITED,
        AuditKind.LEAD_CHANGED,
        AuditKind.ROLE_ACCEPTED,
    ]
    given = AuditEntry.objects.get(kind=AuditKind.LEAD_CHANGED)
    assert (given.actor, given.person, given.reason) == (admin, person, WHY)


def test_a_reviewer_has_each_language_and_reads_it_in_theirs(cohort, settings):
    lead = factories.lead()
    project = factories.project(title_text={"en": "Bikes", "ja": "自転車"})
    invited = Invited("f@example.org", "文子", "ja")
    row = invite_reviewer(lead, project, "en", "ja", invited=invited, state="training")
    mailing.send_waiting()
    assert "自転車" in mail.outbox[0].subject
    assert "You review" not in mail.outbox[0].body
    person = accept_as_new(row)
    held = person.certifications.values_list("language", "state")
    assert sorted(held) == [("en", "training"), ("ja", "training")]
    assert person.certifications.first().changes.get().by == lead
    assert person.notifications.count() == 2


def test_one_letter_tells_all_that_is_open_for_an_address(admin, cohort):
    factories.invitation(cohort, "grace@example.org", invited_by=admin)
    invite(admin, everywhere=True)
    invite_reviewer(admin, factories.project(), "en")
    mailing.send_waiting()
    (letter,) = mail.outbox
    assert letter.body.count("/join/role/") == 2
    assert letter.body.count("/join/") == 3
    assert "You lead every cohort" in letter.body


def test_a_letter_that_is_passed_on_gives_nobody_a_role(admin, cohort):
    row = invite(admin, cohort)
    with pytest.raises(NotAllowed, match=r"for the account with the address grace@"):
        role_invitations.accept(row, by=factories.user())
    unproved = grace(factories.unproved())
    with pytest.raises(NotAllowed):
        role_invitations.accept(row, by=unproved)
    row.refresh_from_db()
    assert row.is_open


def test_an_account_nobody_proved_is_taken_over_by_who_has_the_letter(admin, cohort):
    squatter = grace(factories.unproved("Not Grace"))
    old = squatter.password
    person = accept_as_new(invite(admin, cohort))
    assert person.pk == squatter.pk
    assert person.name == "Grace Hopper"
    assert person.password != old


def test_whoever_has_an_account_gets_it_at_once_and_not_by_letter(admin, cohort):
    grace(factories.user())
    with pytest.raises(Incomplete, match="at once") as refusal:
        invite(admin, cohort)
    assert refusal.value.field == "email"
    User.objects.filter(email="grace@example.org").update(is_active=False)
    with pytest.raises(Incomplete, match="deactivated"):
        invite(admin, cohort)
    assert not RoleInvitation.objects.exists()
    assert not Letter.objects.exists()


def test_what_is_missing_is_named_with_its_field(admin, cohort):
    for field, options in (
        ("cohorts", {}),
        ("reason", {"everywhere": True, "reason": " "}),
        ("name", {"everywhere": True, "invited": Invited("g@example.org", " ", "en")}),
    ):
        with pytest.raises(Incomplete) as refusal:
            invite(admin, **options)
        assert refusal.value.field == field
    with pytest.raises(Incomplete) as refusal:
        invite_reviewer(admin, factories.project())
    assert refusal.value.field == "languages"


def test_who_may_invite_whom(cohort):
    lead, some = factories.lead(), factories.lead(leads_all_cohorts=False)
    with pytest.raises(NotAllowed):
        invite(lead, cohort)
    with pytest.raises(NotAllowed):
        invite_reviewer(some, factories.project(), "en")
    row = invite_reviewer(lead, factories.project(), "en")
    for verb in (role_invitations.send_again, role_invitations.revoke):
        with pytest.raises(NotAllowed):
            verb(row, by=some, reason=WHY)


def test_a_second_invitation_is_refused_and_an_expired_one_replaced(admin, cohort):
    invite(admin, cohort)
    with pytest.raises(Incomplete, match="invited already"):
        invite(admin, everywhere=True)
    RoleInvitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    row = invite(admin, everywhere=True)
    assert list(RoleInvitation.objects.all()) == [row]


def test_revoked_and_expired_links_open_nothing_and_can_be_sent_again(admin, cohort):
    row = invite(admin, cohort)
    RoleInvitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    with pytest.raises(WrongState):
        accept_as_new(row)
    Letter.objects.all().delete()
    role_invitations.send_again(row, by=admin, reason="She was away.")
    assert Letter.objects.get().kind == LetterKind.INVITATION
    role_invitations.revoke(row, by=admin, reason="A slip.")
    with pytest.raises(WrongState):
        accept_as_new(row)
    with pytest.raises(WrongState):
        role_invitations.send_again(row, by=admin, reason=WHY)
    mailing.send_waiting()
    assert not mail.outbox
    assert not User.objects.filter(email="grace@example.org").exists()
    assert invite(admin, cohort).is_open, "a revoked one does not stand in the way"


def test_nothing_is_given_in_the_name_of_who_may_not_give_it_any_more(admin, cohort):
    row = invite(admin, cohort)
    User.objects.filter(pk=admin.pk).update(is_staff=False)
    with pytest.raises(WrongState, match="no longer give"):
        accept_as_new(row)
    assert not User.objects.filter(email="grace@example.org").exists()


def test_cohorts_that_are_gone_leave_nothing_to_lead(admin, cohort):
    row = invite(admin, cohort)
    Cohort.objects.all().delete()
    with pytest.raises(WrongState, match="are gone"):
        accept_as_new(row)


def test_what_was_given_meanwhile_is_kept(admin, cohort):
    """They got an account and another cohort before they opened the letter."""
    row, other = invite(admin, cohort), factories.cohort()
    project = factories.project()
    to_review = invite_reviewer(admin, project, "en", "ja")
    person = grace(factories.user())
    factories.certify(person, project)
    leading.set_lead(
        person, by=admin, leads=True, everywhere=False, cohorts=[other], reason=WHY
    )
    role_invitations.accept(row, by=person)
    role_invitations.accept(to_review, by=person)
    person = User.objects.get(pk=person.pk)
    assert leads_cohort(person, cohort)
    assert leads_cohort(person, other)
    assert person.certifications.filter(state="certified").count() == 2


def test_a_link_works_once_and_only_as_it_was_signed(admin, cohort):
    row = invite(admin, cohort)
    token = tokens.role_token(row)
    assert tokens.role_by_token(token[:-1]) is None
    assert tokens.invited_by_token(token) is None, "another salt"
    person = accept_as_new(row)
    with pytest.raises(WrongState):
        role_invitations.accept(row, by=person)


def test_who_leaves_takes_it_along_and_leaves_nothing(admin, cohort):
    person = accept_as_new(invite(admin, cohort))
    (told,) = cohorts_of(person)["invited_to_help"]
    assert told["why"] == WHY
    erase(person, by=admin)
    assert not RoleInvitation.objects.exists()
    assert not AuditEntry.objects.exclude(reason="").exists()
