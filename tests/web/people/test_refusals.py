"""Pages about people: whose they are, what a refusal leaves, how often they ask the database."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from projects.enums import State
from projects.models import (
    AuditEntry,
    CohortLead,
    Extension,
    Invitation,
    Roster,
)
from projects.operations import enrolment, extensions, leading, tokens
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "They asked for it."


def url(name, cohort, *arguments):
    return reverse(f"projects:{name}", args=[cohort.slug, *arguments])


def text(response):
    return response.content.decode()


def test_what_belongs_to_another_cohort_is_not_reached_through_ones_own(
    client, cohort, half_lead
):
    other, admin = factories.cohort(), factories.admin()
    part = factories.student(other).enrolments.get()
    held = extensions.grant(
        part,
        factories.project(),
        by=admin,
        due_at=timezone.now() + timedelta(days=2),
        reason=WHY,
    )
    sent = factories.invitation(other)
    roster = Roster.objects.create(cohort=other, made_by=admin, lines="[]")
    for address in (
        url("participant", cohort, part.student_id),
        url("extension_take_back", cohort, part.student_id, held.pk),
        url("extension_take_back", other, part.student_id, held.pk),
        url("sent_invitation", cohort, sent.pk),
        url("roster_preview", cohort, roster.pk),
        url("people_csv", other),
        url("cohort_changes", other),
    ):
        assert client.post(address, {"reason": WHY}).status_code == 404, address
        assert client.get(address).status_code == 404, address
    mine = factories.student(cohort)
    swapped = url("extension_take_back", cohort, mine.pk, held.pk)
    assert client.post(swapped, {"reason": WHY}).status_code == 404
    assert Extension.objects.exists()


def test_a_lead_is_offered_and_moves_to_only_the_cohorts_they_lead(
    client, cohort, half_lead
):
    other, person = factories.cohort(title="Not theirs"), factories.student(cohort)
    here = url("participant", cohort, person.pk)
    assert "Not theirs" not in text(client.get(here))
    data = {"change": "transfer", "to": other.slug, "reason": WHY}
    refused = client.post(here, data)
    assert refused.status_code == 422
    assert "change" in refused.context["form"].errors, "there is nowhere to go"
    CohortLead.objects.create(cohort=factories.cohort(), lead=half_lead)
    refused = client.post(here, data)
    assert set(refused.context["form"].errors) == {"to"}
    assert person.enrolments.get().is_active
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("due_at", "zone"),
    [
        ("2027-03-28T02:30", "Europe/Berlin"),  # clocks go forward over it
        ("9999-12-31T23:30", "America/Los_Angeles"),
        ("next week", "UTC"),
    ],
)
def test_a_date_that_no_clock_shows_is_refused_beside_its_field(
    client, lead, due_at, zone
):
    cohort, project = factories.cohort(time_zone=zone), factories.project()
    person = factories.student(cohort)
    data = {"project": project.slug, "due_at": due_at, "reason": WHY}
    refused = client.post(url("extension_grant", cohort, person.pk), data)
    assert refused.status_code == 422
    assert set(refused.context["extension_form"].errors) == {"due_at"}
    assert not Extension.objects.exists()


# --- rosters and letters ------------------------------------------------------------------


def test_who_joined_between_preview_and_import_is_not_invited(client, cohort, lead):
    person = factories.user()
    rows = f"name,email\nA,{person.email}\nB,b@example.org\n".encode()
    data = {"file": SimpleUploadedFile("r.csv", rows), "language": "ja"}
    client.post(url("roster", cohort), data)
    here = url("roster_preview", cohort, Roster.objects.get().pk)
    refused = client.post(here, {"reason": ""})
    assert set(refused.context["form"].errors) == {"reason"}
    assert Roster.objects.exists(), "it is still there to be imported"
    enrolment.join(cohort.code, by=person)
    client.post(here, {"reason": WHY})
    [sent] = Invitation.objects.all()
    assert (sent.address, sent.language) == ("b@example.org", "ja")
    entry = AuditEntry.objects.first()
    assert (entry.actor, entry.reason, entry.data["invited"]) == (lead, WHY, 1)


def test_an_invitation_is_refused_beside_its_field(client, cohort, lead):
    good = {"address": "a@b.org", "name": "花子", "language": "ja", "reason": WHY}
    here = factories.student(cohort)
    for field, value in (
        *(("address", "nobody"), ("address", here.email.upper())),
        *(("name", "a\u202eb"), ("language", "fr"), ("reason", " ")),
    ):
        refused = client.post(url("invitations", cohort), {**good, field: value})
        assert refused.status_code == 422
        assert set(refused.context["form"].errors) == {field}, value
    assert not Invitation.objects.exists()
    client.post(url("invitations", cohort), good)
    assert Invitation.objects.get().name == "花子"


def test_who_signed_up_and_proved_nothing_is_welcomed_where_they_are_invited(client):
    """They were in two cohorts before; the letter's is the one that they joined now."""
    first, second = factories.cohort(title="First"), factories.cohort(title="Second")
    person = factories.unproved()
    for one in (first, second):
        enrolment.enrol(one, by=person)
    sent = factories.invitation(first, person.email)
    link = reverse("projects:invitation", args=[tokens.invitation_token(sent)])
    data = {"name": "Ada", "password": "analytical engine"}
    done = client.post(link, data, follow=True)
    assert "You take part in First." in text(done)


def test_wrong_codes_from_a_network_are_counted_and_a_right_one_is_not(client, cohort):
    person = factories.user()
    client.force_login(person)
    here = reverse("projects:join")
    codes = [client.post(here, {"code": f"NO-{n}"}).status_code for n in range(11)]
    assert codes == [*[422] * 10, 429]
    assert client.post(here, {"code": cohort.code}).status_code == 429
    assert not person.enrolments.exists()


# --- changes, leads, erasure --------------------------------------------------------------


def test_a_lead_who_loses_a_cohort_is_out_at_the_next_page(client, cohort, half_lead):
    person = factories.student(cohort)
    here = url("participant", cohort, person.pk)
    assert client.get(here).status_code == 200
    leading.set_lead(
        half_lead,
        by=factories.admin(),
        leads=True,
        everywhere=False,
        cohorts=[factories.cohort()],
        reason="Swapped.",
    )
    assert client.get(here).status_code == 404
    assert client.post(here, {"change": "pause", "reason": WHY}).status_code == 404
    assert person.enrolments.get().is_active


def test_an_admin_reads_why_somebody_cannot_be_erased_yet(client, cohort):
    client.force_login(factories.user("Staff", is_staff=True))
    project = factories.project()
    made = factories.submission(project, in_=cohort, state=State.IN_REVIEW)
    for person, words in (
        (made.reviewer, "hand it back first"),
        (factories.admin(), "Only a superuser"),
    ):
        here = reverse("projects:erase_person", args=[person.pk])
        refused = client.post(here, {"reason": WHY})
        assert refused.status_code == 422
        assert words in text(refused)
        person.refresh_from_db()
        assert person.erased_at is None
    student = made.student
    here = reverse("projects:erase_person", args=[student.pk])
    assert "1 open submission is closed" in text(client.get(here))
    assert client.post(here, {"reason": " "}).status_code == 422
    client.post(here, {"reason": WHY})
    for name in ("erase_person", "persons_data"):
        again = client.post(reverse(f"projects:{name}", args=[student.pk]))
        assert again.status_code == 404


def test_a_page_offers_no_extension_to_who_has_left_and_says_why(
    client, cohort, half_lead
):
    part = factories.student(cohort, "Ada").enrolments.get()
    project = factories.project()
    page = url("participant", cohort, part.student_id)
    form = {"project": project.slug, "due_at": "2030-01-01T18:00", "reason": WHY}
    assert "Give another date" in text(client.get(page))
    part.state = "withdrawn"
    part.save()
    assert "Give another date" not in text(client.get(page))
    assert "take them back into it" in text(client.get(page))
    sent = client.post(url("extension_grant", cohort, part.student_id), form)
    assert sent.status_code == 422
    assert "Ada has left this cohort" in text(sent)
    assert not Extension.objects.exists()
