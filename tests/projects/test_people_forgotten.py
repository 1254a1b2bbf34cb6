"""A person's way into cohorts and out of them: what they take along, and what is left of it."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import AuditKind, EnrolmentState, Language, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import AuditEntry, Cohort, Extension, Letter, Roster, User
from projects.operations import (
    enrolment,
    extensions,
    invitations,
    leading,
    participation,
    personal_data,
)
from projects.operations.erasure import erase
from projects.operations.roster import importing
from projects.web.parts.personal_zip import personal_zip
from tests import factories
from tests.projects.test_erasure import MARK, traces

pytestmark = pytest.mark.django_db
WHY = f"{MARK} asked for it."
PRIVATE = f"{MARK.lower()}@private.example"


@pytest.fixture
def lead():
    return factories.lead("Lena Lead")


@pytest.fixture
def cohort():
    return factories.cohort(title="January")


@pytest.fixture
def person(cohort, lead):
    """Joined by a letter to another address, got another date, paused, and handed in."""
    made = factories.user(f"{MARK} Smith")
    User.objects.filter(pk=made.pk).update(email=f"{MARK.lower()}@example.org")
    made.refresh_from_db()
    sent = invitations.invite(
        cohort, by=lead, address=PRIVATE, name=MARK, language="en", reason=WHY
    )
    part = invitations.accept(sent, by=made)
    project = factories.project()
    due = timezone.now() + timedelta(days=3)
    extensions.grant(part, project, by=lead, due_at=due, reason=WHY)
    participation.pause(part, by=lead, reason=WHY)
    factories.submission(project, made, cohort, State.CHANGES_REQUESTED)
    for address in (made.email, PRIVATE):
        importing.preview(
            cohort,
            by=lead,
            file_name="january.csv",
            data=f"name,email\nSomebody,{address}\n".encode(),
            language=Language.ENGLISH,
        )
    return made


def taken_along(person):
    zipped = io.BytesIO(b"".join(personal_zip(person).streaming_content))
    with zipfile.ZipFile(zipped) as archive:
        return {
            name: json.loads(archive.read(name))
            for name in archive.namelist()
            if name.endswith(".json")
        }


def test_the_export_tells_each_part_with_its_reasons_and_names_no_lead(person, cohort):
    files = taken_along(person)
    account = files["account.json"]
    [part] = account["cohorts"]
    assert (part["title"], part["state"], part["why"]) == ("January", "paused", WHY)
    assert [one["why"] for one in part["extensions"]] == [WHY]
    assert [one["address"] for one in account["invitations"]] == [PRIVATE]
    told = {one["what"]: (one["why"], one["by_you"]) for one in account["changes"]}
    assert told == {
        "enrolment_changed": (WHY, False),
        "extension_granted": (WHY, False),
        "joined": ("", True),
    }
    assert "Lena" not in json.dumps(files)


def test_the_export_of_a_lead_has_what_they_lead_and_did_and_nobodys_address(
    person, lead, cohort
):
    leading.set_lead(
        lead,
        by=factories.admin("Anna Admin"),
        leads=True,
        everywhere=False,
        cohorts=[cohort],
        reason="New here.",
    )
    files = taken_along(lead)
    assert files["account.json"]["leads"] == ["January"]
    deeds = [one["what"] for one in files["what-you-did.json"]]
    assert sorted(deeds) == ["enrolment_changed", "extension_granted", "invited"]
    everything = json.dumps(files)
    for word in (person.email, PRIVATE, "Smith", "Anna"):
        assert word not in everything, word


def test_no_trace_of_how_they_came_is_left_and_the_entries_stay(person, cohort, lead):
    assert len(traces()) > 10
    kinds = set(AuditEntry.objects.values_list("kind", flat=True))
    erase(person, by=None)
    assert traces() == []
    assert not Roster.objects.exists()
    assert not Letter.objects.exists()
    assert set(AuditEntry.objects.values_list("kind", flat=True)) == {
        *kinds,
        AuditKind.ERASED,
    }
    assert AuditEntry.objects.filter(actor=lead).count() == 3
    assert Extension.objects.get().reason == ""


def test_erasing_one_leaves_invitations_letters_and_reasons_of_others(
    person, cohort, lead
):
    other = invitations.invite(
        cohort, by=lead, address="b@c.org", name="B", language="ja", reason="On time."
    )
    erase(person, by=None)
    other.refresh_from_db()
    assert Letter.objects.get().address == "b@c.org"
    assert AuditEntry.objects.filter(reason="On time.").count() == 1


def test_the_seat_of_who_was_erased_is_free_again(person, cohort):
    Cohort.objects.update(capacity=1)
    with pytest.raises(Incomplete, match="full"):
        enrolment.join(cohort.code, by=factories.user())
    erase(person, by=None)
    part = person.enrolments.get()
    assert (part.state, part.state_reason) == (EnrolmentState.WITHDRAWN, "")
    enrolment.join(cohort.code, by=factories.user())


def test_nobody_brings_back_or_moves_who_was_erased(person, cohort, lead):
    erase(person, by=None)
    part, there = person.enrolments.get(), factories.cohort()
    for change in (
        lambda: participation.bring_back(part, by=lead, reason="A slip."),
        lambda: participation.transfer(part, to=there, by=lead, reason="A slip."),
    ):
        with pytest.raises(WrongState, match="deleted"):
            change()
    assert list(person.enrolments.values_list("state", flat=True)) == ["withdrawn"]


def test_an_admin_who_hands_data_out_is_kept_with_the_reason(person, lead):
    with pytest.raises(NotAllowed):
        personal_data.note_export(person, by=lead, reason=WHY)
    admin = factories.admin()
    with pytest.raises(Incomplete) as refusal:
        personal_data.note_export(person, by=admin, reason=" ")
    assert refusal.value.field == "reason"
    personal_data.note_export(person, by=admin, reason=WHY)
    [entry] = AuditEntry.objects.filter(kind=AuditKind.DATA_EXPORTED)
    assert (entry.actor, entry.person, entry.reason) == (admin, person, WHY)


def test_who_never_proved_an_address_is_forgotten_with_the_way_they_came(cohort):
    enrolment.sign_up(
        cohort,
        email=f"{MARK}@example.org",
        name=MARK,
        password="analytical engine",
        language="en",
    )
    Letter.objects.all().delete()
    assert AuditEntry.objects.get().actor is None
    User.objects.update(date_joined=timezone.now() - timedelta(days=15))
    enrolment.forget_unproved()
    assert traces() == []
    assert not AuditEntry.objects.exists()
