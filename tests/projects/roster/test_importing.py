"""A roster: looked at, then imported as it was looked at, or not at all."""

import pytest
from django.utils import timezone

from projects.enums import AuditKind, EnrolmentState, InvitationState, Language
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import AuditEntry, Invitation, Letter, Roster
from projects.operations import invitations, participation
from projects.operations.roster import importing
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def lead():
    return factories.lead()


def preview(cohort, by, rows):
    text = "name,email\n" + "".join(f"{name},{email}\n" for name, email in rows)
    return importing.preview(
        cohort,
        by=by,
        file_name="roster.csv",
        data=text.encode(),
        language=Language.JAPANESE,
    )


def outcomes(roster):
    return [one.outcome for one in importing.lines_of(roster)]


def carry_out(roster, by):
    return importing.carry_out(roster, by=by, reason="The list of January.")


def test_each_line_says_what_becomes_of_it(cohort, lead):
    here = factories.student(cohort)
    left = factories.student(cohort)
    participation.withdraw(left.enrolments.get(), by=lead, reason="Moved.")
    elsewhere = factories.student(factories.cohort())
    known = factories.user()
    shut = factories.user(is_active=False)
    factories.invitation(cohort, "open@example.org")
    factories.invitation(cohort, "old@example.org", expires_at=timezone.now())
    factories.invitation(cohort, "no@example.org", revoked_at=timezone.now())
    before = Letter.objects.count()  # who was withdrawn was told so
    found = preview(
        cohort,
        lead,
        [
            *(("A", "new@example.org"), ("A", "NEW@example.org")),
            *(("B", "new@example.org"), ("C", here.email.upper())),
            *(("D", left.email), ("E", elsewhere.email), ("F", known.email)),
            *(("G", shut.email), ("H", "open@example.org")),
            *(("I", "old@example.org"), ("J", "no@example.org")),
        ],
    )
    assert outcomes(found) == [
        *("new", "repeated", "error", "enrolled", "left", "elsewhere", "known"),
        *("error", "invited", "again", "revoked"),
    ]
    assert Letter.objects.count() == before


def test_what_was_previewed_is_invited_at_once_and_the_same_file_twice_changes_nothing(
    cohort, lead
):
    rows = [(f"Person {n}", f"p{n}@example.org") for n in range(200)]
    told = carry_out(preview(cohort, lead, rows), lead)
    assert told["new"] == 200
    assert Invitation.objects.filter(language="ja").count() == 200
    assert Letter.objects.count() == 200
    again = preview(cohort, lead, rows)
    assert set(outcomes(again)) == {"invited"}
    before = list(Invitation.objects.values())
    assert carry_out(again, lead)["invited"] == 200
    assert list(Invitation.objects.values()) == before
    assert Letter.objects.count() == 200
    entry = AuditEntry.objects.filter(kind=AuditKind.ROSTER_IMPORTED).last()
    assert (entry.actor, entry.data) == (lead, {"rows": 200, "invited": 200})
    assert not Roster.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_rows(
    cohort, lead, django_assert_max_num_queries
):
    rows = [(f"Person {n}", f"p{n}@example.org") for n in range(300)]
    with django_assert_max_num_queries(16):
        found = preview(cohort, lead, rows)
    with django_assert_max_num_queries(25):
        carry_out(found, lead)


def test_a_file_with_an_error_imports_nobody(cohort, lead):
    found = preview(cohort, lead, [("A", "a@example.org"), ("B", "wrong")])
    with pytest.raises(WrongState, match="nothing was imported"):
        carry_out(found, lead)
    assert not Invitation.objects.exists()


def test_two_who_import_the_same_roster_invite_everybody_once(cohort, lead):
    rows = [("A", "a@example.org"), ("B", "b@example.org")]
    first, second = preview(cohort, lead, rows), preview(cohort, lead, rows)
    carry_out(first, lead)
    assert carry_out(second, factories.admin())["invited"] == 2
    with pytest.raises(WrongState, match="imported already"):
        carry_out(first, lead)
    assert Letter.objects.count() == 2


def test_one_that_expired_is_invited_again(cohort, lead):
    old = factories.invitation(cohort, "a@example.org", expires_at=timezone.now())
    carry_out(preview(cohort, lead, [("New Name", "a@example.org")]), lead)
    old.refresh_from_db()
    assert (old.state, old.name) == (InvitationState.OPEN, "New Name")


def test_nobody_is_invited_when_not_all_have_a_seat(cohort, lead):
    cohort.capacity = 2
    cohort.save()
    factories.student(cohort)
    found = preview(cohort, lead, [("A", "a@example.org"), ("B", "b@example.org")])
    with pytest.raises(Incomplete, match="1 seats are left"):
        carry_out(found, lead)
    assert not Invitation.objects.exists()


def test_only_those_who_lead_the_cohort_look_and_import(cohort, lead):
    found = preview(cohort, lead, [("A", "a@example.org")])
    other = factories.lead(leads_all_cohorts=False)
    with pytest.raises(NotAllowed):
        carry_out(found, other)
    with pytest.raises(NotAllowed):
        preview(cohort, other, [("A", "a@example.org")])


def test_somebody_who_joined_with_another_address_stays(cohort, lead):
    person = factories.user()
    sent = factories.invitation(cohort, "a@example.org")
    invitations.accept(sent, by=person)
    found = preview(cohort, lead, [("A", "a@example.org")])
    assert outcomes(found) == ["enrolled"]
    assert person.enrolments.get().state == EnrolmentState.ACTIVE


def test_a_preview_is_forgotten_after_a_day(cohort, lead):
    found = preview(cohort, lead, [("A", "a@example.org")])
    Roster.objects.update(made_at=timezone.now() - importing.KEPT_FOR)
    importing.forget()
    with pytest.raises(WrongState, match="too old"):
        carry_out(found, lead)
