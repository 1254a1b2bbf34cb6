"""What happens between a roster's preview and its import is heeded, and costs nobody a seat."""

import pytest
from django.utils import timezone

from projects.enums import InvitationState, Language
from projects.errors import Incomplete
from projects.models import AuditEntry, Cohort, Invitation, Letter, Roster, User
from projects.operations import invitations
from projects.operations.erasure import erase
from projects.operations.roster import importing
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "The list of January."


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def lead():
    return factories.lead()


def preview(cohort, by, *addresses):
    lines = "".join(f"Person,{one}\n" for one in addresses)
    return importing.preview(
        cohort,
        by=by,
        file_name="r.csv",
        data=f"name,email\n{lines}".encode(),
        language=Language.ENGLISH,
    )


def test_an_account_shut_or_an_invitation_revoked_meanwhile_is_left_alone(cohort, lead):
    shut = factories.user()
    old = factories.invitation(cohort, "old@example.org", expires_at=timezone.now())
    kept = preview(cohort, lead, shut.email, old.address, "new@example.org")
    User.objects.filter(pk=shut.pk).update(is_active=False)
    invitations.revoke(old, by=lead, reason=WHY)
    told = importing.carry_out(kept, by=lead, reason=WHY)
    assert told == {"error": 1, "revoked": 1, "new": 1}
    old.refresh_from_db()
    assert old.state == InvitationState.REVOKED
    assert Letter.objects.get().address == "new@example.org"


def test_seats_that_went_meanwhile_stop_the_import_and_the_preview_stays(cohort, lead):
    kept = preview(cohort, lead, "a@example.org", "b@example.org")
    Cohort.objects.update(capacity=2)
    factories.student(cohort)
    with pytest.raises(Incomplete, match="1 seats are left"):
        importing.carry_out(kept, by=lead, reason=WHY)
    assert not Letter.objects.exists()
    assert not AuditEntry.objects.exists()
    Cohort.objects.update(capacity=3)
    assert importing.carry_out(kept, by=lead, reason=WHY)["new"] == 2


def test_who_is_invited_already_needs_no_second_seat(cohort, lead):
    invitations.invite(
        cohort, by=lead, address="a@example.org", name="A", language="en", reason=WHY
    )
    Cohort.objects.update(capacity=2)
    kept = preview(cohort, lead, "a@example.org", "b@example.org")
    assert importing.carry_out(kept, by=lead, reason=WHY) == {"invited": 1, "new": 1}


def test_without_a_reason_nobody_is_invited_and_the_preview_stays(cohort, lead):
    kept = preview(cohort, lead, "a@example.org")
    with pytest.raises(Incomplete) as refusal:
        importing.carry_out(kept, by=lead, reason="  ")
    assert refusal.value.field == "reason"
    assert not Invitation.objects.exists()
    assert Roster.objects.get() == kept


def test_a_repeated_line_counts_and_invites_once(cohort, lead):
    kept = preview(cohort, lead, "a@example.org", "A@Example.org", "b@example.org")
    Cohort.objects.update(capacity=2)
    assert importing.carry_out(kept, by=lead, reason=WHY)["new"] == 2
    assert Letter.objects.count() == 2


def test_the_previews_of_a_lead_who_is_erased_go_with_them(cohort, lead):
    preview(cohort, lead, "a@example.org")
    mine = preview(cohort, factories.lead(), "b@example.org")
    erase(lead, by=None)
    assert Roster.objects.get() == mine
