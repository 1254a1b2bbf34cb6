"""Django's admin opens for admins, changes only what it may, and uses the verbs."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertHTMLEqual

from projects.enums import EventKind, LetterKind, LetterState, State
from projects.models import Certification, Event, Letter, Submission, User
from projects.operations import outbox, reviews
from tests import factories

pytestmark = pytest.mark.django_db

REGISTRY = {
    model: admin.site.get_model_admin(model)
    for model in apps.get_models()
    if admin.site.is_registered(model)
}
EDITABLE = {"User", "Certification", "Cohort", "CohortProject", "Enrolment", "Group"}
REGISTERED = sorted(REGISTRY, key=lambda model: model.__name__)


@pytest.fixture
def client():
    made = Client()
    made.force_login(factories.admin())
    return made


@pytest.fixture
def subject():
    made = factories.submission(state=State.APPROVED)
    reviews.reopen(made, by=factories.lead(), reason="A slip.")
    return made


def listing(model):
    label = "auth" if model.__name__ == "Group" else "projects"
    return reverse(f"admin:{label}_{model.__name__.lower()}_changelist")


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_every_list_opens_and_can_be_searched(client, subject, model):
    assert client.get(listing(model)).status_code == 200
    searchable = REGISTRY[model].search_fields
    if searchable:
        assert client.get(listing(model), {"q": "a"}).status_code == 200


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_only_people_and_cohorts_can_be_edited(rf, client, subject, model):
    request = rf.get("/")
    request.user = User.objects.get(is_superuser=True)
    one = REGISTRY[model]
    editable = model.__name__ in EDITABLE
    assert one.has_add_permission(request) == editable
    assert one.has_change_permission(request) == editable
    if not editable:
        assert not one.has_delete_permission(request)


def test_a_submission_is_shown_with_its_story_and_without_a_way_to_save(
    client, subject
):
    url = reverse("admin:projects_submission_change", args=[subject.pk])
    text = client.get(url).content.decode()
    assert "A slip." in text
    assert 'name="_save"' not in text


def test_every_page_names_its_mark(client):
    """Otherwise browsers ask for /favicon.ico, which is not there."""
    names = ("index", "projects_user_changelist", "projects_cohort_add")
    pages = [client.get(reverse(f"admin:{name}")) for name in names]
    pages.append(Client().get(reverse("admin:login"), follow=True))
    for page in pages:
        assert page.content.decode().count('rel="icon"') == 1


def test_an_account_is_made_with_an_address_and_changed(client):
    url = reverse("admin:projects_user_add")
    data = {
        "email": "New@Example.org",
        "name": "New",
        "usable_password": "true",
        "password1": "a long passphrase",
        "password2": "a long passphrase",
        "certifications-TOTAL_FORMS": "0",
        "certifications-INITIAL_FORMS": "0",
        "enrolments-TOTAL_FORMS": "0",
        "enrolments-INITIAL_FORMS": "0",
    }
    response = client.post(url, data)
    assert response.status_code == 302, response.context["errors"]
    made = User.objects.get(name="New")
    assert made.email == "new@example.org"
    assert made.check_password("a long passphrase")
    change = reverse("admin:projects_user_change", args=[made.pk])
    assert "new@example.org" in client.get(change).content.decode()


def test_the_release_action_calls_the_verb_and_tells_refusals(client, subject):
    waiting = factories.submission(state=State.AWAITING_REVIEW)
    data = {"action": "release", "_selected_action": [subject.pk, waiting.pk]}
    response = client.post(listing(Submission), data, follow=True)
    subject.refresh_from_db()
    assert subject.state == State.AWAITING_REVIEW
    event = Event.objects.filter(kind=EventKind.RELEASE).get()
    assert (event.submission, event.actor.is_staff) == (subject, True)
    told = [str(message) for message in response.context["messages"]]
    refusal = "now “Awaiting review”, so “Hand back” is not possible."
    assert sorted(told) == sorted(
        [f"{waiting.student}: This submission is {refusal}", "Done: 1 submission."]
    )


def test_a_row_s_box_is_the_one_that_django_writes(subject):
    own = admin.site.get_model_admin(Submission)
    assertHTMLEqual(
        own.action_checkbox(subject), admin.ModelAdmin.action_checkbox(own, subject)
    )


def test_the_rerun_action_starts_the_checks_again(client, subject):
    data = {"action": "rerun", "_selected_action": [subject.pk]}
    client.post(listing(Submission), data)
    assert subject.runs.count() == 1


def test_who_is_made_by_staff_counts_as_proved(client):
    test_an_account_is_made_with_an_address_and_changed(client)
    assert User.objects.get(name="New").has_proved_address


def change_person(client, person, **changes):
    data = {
        "email": person.email,
        "name": person.name,
        "language": "en",
        "theme": "system",
        "is_active": "on",
        "certifications-TOTAL_FORMS": "0",
        "certifications-INITIAL_FORMS": "0",
        "enrolments-TOTAL_FORMS": "0",
        "enrolments-INITIAL_FORMS": "0",
        **changes,
    }
    url = reverse("admin:projects_user_change", args=[person.pk])
    return client.post(url, data, follow=True)


def test_a_changed_address_is_to_be_proved_and_its_owner_gets_a_letter(client):
    person = factories.user("Ada")
    response = change_person(client, person, email="New@example.org")
    person.refresh_from_db()
    assert (person.email, person.email_verified_at) == ("new@example.org", None)
    assert Letter.objects.get().address == "new@example.org"
    assert "new@example.org" in str(next(iter(response.context["messages"])))


def test_a_changed_name_needs_no_proof(client):
    person = factories.user("Ada")
    change_person(client, person, name="Ada King")
    person.refresh_from_db()
    assert person.has_proved_address
    assert not Letter.objects.exists()


def test_staff_may_vouch_for_an_address(client):
    person = factories.unproved()
    data = {"action": "vouch", "_selected_action": [person.pk]}
    client.post(listing(User), data)
    person.refresh_from_db()
    assert person.has_proved_address


def certification(person, state="certified", **more):
    return {
        "user": person.pk,
        "project": factories.project().pk,
        "language": "en",
        "state": state,
        **more,
    }


def test_nobody_is_certified_whose_address_is_not_proved(client):
    person = factories.unproved("Ada")
    url = reverse("admin:projects_certification_add")
    refused = client.post(url, certification(person))
    assert "has not verified the address" in refused.content.decode()
    assert not person.certifications.exists()
    assert client.post(url, certification(person, "applied")).status_code == 302
    assert client.post(url, certification(factories.user())).status_code == 302


def test_nor_on_the_persons_own_page(client):
    person = factories.unproved("Ada")
    given = certification(person)
    inline = {f"certifications-0-{name}": value for name, value in given.items()}
    refused = change_person(
        client, person, **{"certifications-TOTAL_FORMS": "1", **inline}
    )
    assert "has not verified the address" in refused.content.decode()
    assert not person.certifications.exists()


@pytest.mark.parametrize(
    ("before", "after", "possible"),
    [("applied", "certified", False), ("certified", "blocked", True)],
)
def test_nor_in_the_list_but_what_was_given_may_be_taken_back(
    client, before, after, possible
):
    row = Certification.objects.create(
        user=factories.unproved("Ada"), project=factories.project(), state=before
    )
    data = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": row.pk,
        "form-0-state": after,
        "_save": "Save",
    }
    client.post(listing(Certification), data)
    row.refresh_from_db()
    assert (row.state == after) == possible


def test_letters_that_were_not_sent_are_shown_and_sent_again(client):
    outbox.write_link(LetterKind.PASSWORD, factories.user().email)
    letter = Letter.objects.get()
    error = "SMTPDataError(451, 'later')"
    Letter.objects.update(state=LetterState.GIVEN_UP, last_error=error)
    page = client.get(listing(Letter), {"sent": "no"}).content.decode()
    assert "SMTPDataError(451" in page
    data = {"action": "send_again", "_selected_action": [letter.pk]}
    told = client.post(listing(Letter), data, follow=True).context["messages"]
    assert [str(message) for message in told] == ["Done: 1 e-mail."]
    letter.refresh_from_db()
    assert letter.state == LetterState.WAITING
    Letter.objects.update(state=LetterState.SENT)
    assert (
        "SMTPDataError"
        not in client.get(listing(Letter), {"sent": "no"}).content.decode()
    )


def test_the_admin_is_closed_to_everybody_else():
    client = Client()
    client.force_login(factories.lead())
    assert client.get(reverse("admin:index")).status_code == 302
