"""Django's admin opens for admins, changes only what it may, and uses the verbs."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from projects.enums import EventKind, State
from projects.models import Event, Submission, User
from projects.operations import reviewing
from tests import factories

pytestmark = pytest.mark.django_db

REGISTRY = {
    model: admin.site.get_model_admin(model)
    for model in apps.get_models()
    if admin.site.is_registered(model)
}
EDITABLE = {"User", "Certification", "Cohort", "Deadline", "Enrolment", "Group"}
REGISTERED = sorted(REGISTRY, key=lambda model: model.__name__)


@pytest.fixture
def client():
    made = Client()
    made.force_login(factories.admin())
    return made


@pytest.fixture
def subject():
    made = factories.submission(state=State.APPROVED)
    reviewing.reopen(made, by=factories.lead(), reason="A slip.")
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


def test_the_rerun_action_starts_the_checks_again(client, subject):
    data = {"action": "rerun", "_selected_action": [subject.pk]}
    client.post(listing(Submission), data)
    assert subject.runs.count() == 1


def test_the_admin_is_closed_to_everybody_else():
    client = Client()
    client.force_login(factories.lead())
    assert client.get(reverse("admin:index")).status_code == 302
