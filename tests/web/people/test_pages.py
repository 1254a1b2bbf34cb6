"""Pages about the people of a cohort."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from projects.enums import InvitationState
from projects.models import AuditEntry, Extension, Invitation, Roster, User
from projects.operations import join_codes, participation, tokens
from projects.zones import in_words
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "They asked for it."


def url(name, cohort, *arguments):
    return reverse(f"projects:{name}", args=[cohort.slug, *arguments])


def text(response):
    return response.content.decode()


def test_the_list_is_searched_filtered_and_paged(client, cohort, lead):
    for n in range(60):
        factories.student(cohort, f"Student {n:02}")
    paused = factories.student(cohort, "Paula")
    participation.pause(paused.enrolments.get(), by=lead, reason=WHY)
    assert "Page 1 of 2" in text(client.get(url("people", cohort)))
    found = text(client.get(url("people", cohort), {"words": "student 07"}))
    assert "Student 07" in found
    assert "Student 08" not in found
    found = text(client.get(url("people", cohort), {"state": "paused"}))
    assert "Paula" in found
    assert "Student" not in found.split("<tbody>")[1]
    nobody = client.get(url("people", cohort), {"words": "nobody"})
    assert "Nobody matches" in text(nobody)


def test_lists_ask_as_often_for_many_as_for_few(
    client, cohort, lead, django_assert_max_num_queries
):
    for n in range(40):
        person = factories.student(cohort)
        factories.invitation(cohort, f"i{n}@example.org", invited_by=lead)
        participation.pause(person.enrolments.get(), by=lead, reason=WHY)
    for name in ("people", "invitations", "cohort_changes", "people_csv"):
        with django_assert_max_num_queries(15):
            client.get(url(name, cohort))


def test_formulas_are_disarmed_in_the_table(client, cohort, lead):
    factories.student(cohort, "=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in text(client.get(url("people_csv", cohort)))


def test_a_student_is_paused_and_the_student_reads_why(client, cohort, lead):
    started = factories.project()
    person = factories.student(cohort)
    here = url("participant", cohort, person.pk)
    answer = client.post(here, {"change": "pause", "reason": ""})
    assert answer.status_code == 422
    until = (timezone.now() + timedelta(days=3)).date()
    given = {"change": "pause", "until": until.isoformat(), "reason": "In hospital."}
    client.post(here, given)
    assert f"until {until.isoformat()}" in text(client.get(here))
    client.force_login(person)
    home = text(client.get(reverse("projects:home")))
    assert "paused for now" in home
    assert "In hospital." in home
    assert "You do not take part in this cohort now" in home
    assert "Your turn" not in home
    project = text(client.get(reverse("projects:project", args=[started.slug])))
    assert "You do not take part in this cohort now" in project
    assert "Your turn" not in project
    again = in_words(factories.end_of(until))
    assert f"You take part again from {again}" in home


def test_each_change_goes_through_its_form_and_a_refusal_stands_beside_it(
    client, cohort, lead
):
    person, there = factories.student(cohort), factories.cohort()
    here = url("participant", cohort, person.pk)
    refused = client.post(here, {"change": "transfer", "reason": WHY})
    assert "Choose the other cohort" in text(refused)
    past = {"change": "pause", "until": "2020-01-01", "reason": WHY}
    assert "This day is over" in text(client.post(here, past))
    for change, to in (
        *(("withdraw", ""), ("bring_back", "")),
        ("transfer", there.slug),
    ):
        data = {"change": change, "to": to, "reason": WHY}
        assert client.post(here, data).status_code == 302, change
    assert person.enrolments.get(cohort=there).is_active


def test_a_date_of_their_own_is_meant_in_the_cohorts_zone(client, lead):
    cohort, project = factories.cohort(time_zone="Asia/Tokyo"), factories.project()
    person = factories.student(cohort)
    grant = url("extension_grant", cohort, person.pk)
    data = {"project": project.slug, "due_at": "2099-03-01T09:00", "reason": "Flu."}
    client.post(grant, data)
    extension = Extension.objects.get()
    assert extension.due_at.isoformat() == "2099-03-01T00:00:00+00:00"
    again = client.post(grant, {**data, "due_at": "2020-01-01T00:00"})
    assert "This date is over" in text(again)
    assert "Flu." in text(client.get(url("participant", cohort, person.pk)))
    client.force_login(person)
    page = reverse("projects:project", args=[project.slug])
    assert "Flu." in text(client.get(page))
    client.force_login(lead)
    back = url("extension_take_back", cohort, person.pk, extension.pk)
    assert client.post(back, {"reason": ""}).status_code == 422
    client.post(back, {"reason": "Well again."})
    assert not Extension.objects.exists()


def test_the_roster_goes_from_file_to_letters(client, cohort, lead):
    def upload(data):
        file = SimpleUploadedFile("roster.csv", data)
        return client.post(
            url("roster", cohort), {"file": file, "language": "en"}, follow=True
        )

    broken = text(upload(b"name,email\nA,a@example.org\nB,wrong\n"))
    assert "1 line has an error" in broken
    assert "Import the roster" not in broken
    kept = Roster.objects.get()
    refused = client.post(url("roster_preview", cohort, kept.pk), {"reason": WHY})
    assert refused.status_code == 422
    only = client.get(url("roster_preview", cohort, kept.pk), {"outcome": "error"})
    assert "a@example.org" not in text(only)
    assert "“email” is missing" in text(upload(b"name\nA\n"))
    shown = text(upload(b"name,email,phone\nA,a@example.org,1\n"))
    assert "phone" in shown
    here = url("roster_preview", cohort, Roster.objects.first().pk)
    done = client.post(here, {"reason": WHY}, follow=True)
    assert "1 person is invited" in text(done)
    assert client.post(here, {"reason": WHY}).status_code == 404
    upload(b"name,email\nA,a@example.org\n")
    here = url("roster_preview", cohort, Roster.objects.first().pk)
    again = client.post(here, {"reason": WHY}, follow=True)
    assert "invited already" in text(again)


def test_too_few_seats_are_said_before_the_import(client, cohort, lead):
    cohort.capacity = 1
    cohort.save()
    factories.student(cohort)
    file = SimpleUploadedFile("roster.csv", b"name,email\nA,a@example.org\n")
    data = {"file": file, "language": "en"}
    shown = client.post(url("roster", cohort), data, follow=True)
    assert "0 seats are left" in text(shown)


def test_invitations_are_sent_again_and_revoked(client, cohort, lead):
    data = {"address": "a@example.org", "name": "A", "language": "en", "reason": WHY}
    client.post(url("invitations", cohort), data)
    sent = Invitation.objects.get()
    refused = client.post(url("invitations", cohort), data)
    assert "invited already" in text(refused)
    here = url("sent_invitation", cohort, sent.pk)
    for change in ("again", "revoke"):
        client.post(here, {"change": change, "reason": WHY})
    sent.refresh_from_db()
    assert sent.state == InvitationState.REVOKED
    over = client.post(here, {"change": "again", "reason": WHY})
    assert over.status_code == 422
    found = client.get(url("invitations", cohort), {"state": "revoked"})
    assert "a@example.org" in text(found)
    none = client.get(url("invitations", cohort), {"state": "open"})
    assert "Nobody matches" in text(none)


def test_the_code_is_renewed_and_switched(client, cohort, lead):
    here = url("join_code", cohort)
    client.post(here, {"change": "renew", "reason": WHY})
    assert cohort.code not in text(client.get(here))
    client.post(here, {"change": "off", "reason": WHY})
    assert "switched off" in text(client.get(here))


def test_changes_are_told_in_words_and_filtered(client, cohort, lead):
    person = factories.student(cohort, "Petra")
    participation.pause(person.enrolments.get(), by=lead, reason="Needs a rest.")
    join_codes.renew(cohort, by=lead, reason="It was on a slide.")
    shown = text(client.get(url("cohort_changes", cohort)))
    assert "Active → Paused" in shown
    assert "It was on a slide." in shown
    only = text(client.get(url("cohort_changes", cohort), {"kind": "code_changed"}))
    assert "Needs a rest." not in only
    about = text(client.get(url("cohort_changes", cohort), {"person": "petra"}))
    assert "It was on a slide." not in about
    none = text(client.get(url("cohort_changes", cohort), {"person": "nobody"}))
    assert "No change matches" in none


# --- the way in ---------------------------------------------------------------------------


def link(sent):
    return reverse("projects:invitation", args=[tokens.invitation_token(sent)])


def test_a_newcomer_signs_up_by_the_link_and_is_signed_in(client, cohort):
    sent = factories.invitation(cohort)
    assert "Ada Byron" in text(client.get(link(sent)))
    weak = client.post(link(sent), {"name": "Ada", "password": "1"})
    assert weak.status_code == 422
    data = {"name": "Ada", "password": "analytical engine"}
    done = client.post(link(sent), data, follow=True)
    assert f"You take part in {cohort.title}." in text(done)
    assert User.objects.get(email=sent.address).has_proved_address
    assert client.get(link(sent)).status_code == 302  # home
    client.logout()
    assert "accepted already" in text(client.get(link(sent)))


def test_who_has_an_account_signs_in_first(client, cohort):
    person = factories.student(factories.cohort())
    sent = factories.invitation(cohort, person.email)
    assert "Sign in, and you can join" in text(client.get(link(sent)))
    assert not client.post(link(sent), {"name": "A", "password": "x" * 12}).has_header(
        "Location"
    )
    client.force_login(person)
    assert "You join as" in text(client.get(link(sent)))
    client.post(link(sent))
    assert person.enrolments.filter(cohort=cohort).exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"expires_at": timezone.now()}, "has expired"),
        ({"revoked_at": timezone.now()}, "was revoked"),
    ],
)
def test_a_link_that_is_over_says_so(client, cohort, changes, words):
    answer = client.get(link(factories.invitation(cohort, **changes)))
    assert answer.status_code == 404
    assert words in text(answer)
    wrong = client.get(reverse("projects:invitation", args=["nonsense"]))
    assert "opens no invitation" in text(wrong)


def test_an_account_joins_by_code(client, cohort):
    person = factories.user()
    client.force_login(person)
    here = reverse("projects:join")
    assert client.post(here, {"code": "WRONG"}).status_code == 422
    client.post(here, {"code": cohort.code.lower()})
    assert person.enrolments.get().cohort == cohort


# --- admins -------------------------------------------------------------------------------


@pytest.fixture
def admin(client):
    person = factories.admin("Anna Admin")
    client.force_login(person)
    return person


def test_admins_say_who_leads_what(client, cohort, admin):
    person, here = factories.user("Lea"), reverse("projects:leads")
    data = {"email": person.email.upper(), "leads": "some", "reason": WHY}
    assert "Choose cohorts" in text(client.post(here, data))
    client.post(here, {**data, "cohorts": [cohort.slug]})
    assert cohort.title in text(client.get(here)).split("<tbody>")[1]
    unknown = client.post(here, {**data, "email": "nobody@example.org"})
    assert "no account" in text(unknown)
    one = reverse("projects:lead", args=[person.pk])
    assert cohort.slug in text(client.get(one))
    client.post(one, {"leads": "nothing", "reason": WHY})
    person.refresh_from_db()
    assert not person.is_lead
    assert "Lead changed" in text(client.get(reverse("projects:all_changes")))


def test_an_admin_hands_out_and_deletes_a_persons_data(client, cohort, admin):
    person = factories.student(cohort, "Petra")
    export = reverse("projects:persons_data", args=[person.pk])
    assert client.post(export, {"reason": ""}).status_code == 422
    zipped = b"".join(client.post(export, {"reason": WHY}).streaming_content)
    assert person.email.encode() in zipped
    erase = reverse("projects:erase_person", args=[person.pk])
    client.post(erase, {"reason": WHY})
    person.refresh_from_db()
    assert person.erased_at
    kinds = AuditEntry.objects.filter(person=person).values_list("kind", "reason")
    assert list(kinds) == [("erased", WHY), ("data_exported", "")]
    mine = reverse("projects:erase_person", args=[admin.pk])
    assert "last admin" in text(client.post(mine, {"reason": WHY}))


@pytest.mark.parametrize(
    ("change", "field"), [("pause", "to"), ("withdraw", "until"), ("", "change")]
)
def test_nothing_that_was_chosen_is_passed_over(client, cohort, lead, change, field):
    person, there = factories.student(cohort), factories.cohort()
    data = {"change": change, "to": "", "until": "", "reason": WHY}
    given = {"to": there.slug, "until": "2099-01-01", "change": ""}
    words = {"to": "for a transfer only", "until": "for a pause only"}
    here = url("participant", cohort, person.pk)
    refused = client.post(here, {**data, field: given[field]})
    assert refused.status_code == 422
    said = str(refused.context["form"].errors[field])
    assert words.get(field, "required") in said
    assert person.enrolments.get().is_active


def test_a_lead_chooses_another_date_beside_the_one_it_replaces(client, lead):
    cohort, project = factories.cohort(time_zone="Asia/Tokyo"), factories.project()
    due = datetime(2027, 3, 1, 14, 59, tzinfo=UTC)
    plan = {"order": 1, "due_at": due, "grace_hours": 24}
    cohort.cohort_projects.create(project=project, **plan)
    person = factories.student(cohort)
    page = text(client.get(url("participant", cohort, person.pk)))
    assert f"{project.title} · until 2027-03-02 23:59 for everybody" in page


def test_the_page_says_what_was_done(client, cohort, lead):
    person, there = factories.student(cohort, "Mia"), factories.cohort()
    here = url("participant", cohort, person.pk)
    data = {"change": "transfer", "to": there.slug, "reason": WHY}
    done = text(client.post(here, data, follow=True))
    assert f"Mia takes part in {there.title} now." in done
    back = text(client.post(here, {"change": "bring_back", "reason": WHY}, follow=True))
    assert "Mia takes part again." in back
