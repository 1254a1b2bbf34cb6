"""Choosing what comes by letter, and ending it from a letter without signing in."""

import pytest
from django.test import Client
from django.urls import reverse

from projects.models import Delivery, Topic, User
from projects.operations import tokens
from projects.operations.letters.preferences import deliveries_of
from tests import factories

pytestmark = pytest.mark.django_db

URL = "/account/letters/"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def asked(person: User) -> set[str]:
    page = signed_in(person).get(URL).content.decode()
    return {topic.value for topic in Topic if f'name="{topic.value}"' in page}


def test_each_is_asked_what_concerns_them():
    of_students = {Topic.CHECKS, Topic.VERDICTS, Topic.DATES, Topic.PART}
    of_students.add(Topic.MESSAGES)
    of_reviewers = {Topic.CERTIFYING, Topic.REVIEWS, Topic.CLAIMS, Topic.RATINGS}
    of_leads = {Topic.DISPUTES, Topic.EXPLAINED, Topic.FAULTS}
    of_all_cohorts = {Topic.APPLICANTS}
    assert asked(factories.student(factories.cohort())) == of_students
    assert asked(factories.reviewer(factories.project())) == of_students | of_reviewers
    assert asked(factories.lead()) == of_reviewers | of_leads | of_all_cohorts
    some = factories.lead(leads_all_cohorts=False)
    assert asked(some) == of_reviewers | of_leads


def test_a_choice_is_kept_and_shown():
    student = factories.student(factories.cohort())
    client = signed_in(student)
    chosen = {
        "checks": "never",
        "verdicts": "daily",
        "messages": "at_once",
        "dates": "at_once",
        "part": "at_once",
    }
    assert client.post(URL, chosen).headers["Location"] == URL
    assert deliveries_of(student)[Topic.CHECKS] == Delivery.NEVER
    page = client.get(URL).content.decode()
    assert page.count(" checked>") == len(chosen)


@pytest.mark.parametrize(
    "chosen", [{}, {"checks": "never", "verdicts": "hourly", "messages": "never"}]
)
def test_a_choice_that_there_is_not_changes_nothing(chosen):
    student = factories.student(factories.cohort())
    assert signed_in(student).post(URL, chosen).status_code == 422
    assert not student.letter_preferences.exists()


@pytest.fixture
def link():
    person = factories.user()
    token = tokens.stop_token(person, Topic.VERDICTS)
    return person, reverse("projects:stop_letters", args=[token])


def test_to_look_at_the_link_changes_nothing(link):
    person, url = link
    response = Client().get(url)
    assert "No more of these e-mails" in response.content.decode()
    assert person.email not in response.content.decode()
    assert not person.letter_preferences.exists()


def test_a_mail_program_ends_them_with_one_post(link):
    person, url = link
    outside = Client(enforce_csrf_checks=True)
    response = outside.post(url, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert deliveries_of(person)[Topic.VERDICTS] == Delivery.NEVER
    assert "no more e-mails of this kind" in response.content.decode()
    outside.post(url, {"List-Unsubscribe": "One-Click"})
    assert person.letter_preferences.count() == 1


def test_a_person_may_rather_have_them_once_a_day(link):
    person, url = link
    Client(enforce_csrf_checks=True).post(url, {"delivery": "daily"})
    assert deliveries_of(person)[Topic.VERDICTS] == Delivery.DAILY


def test_another_link_is_not_found(link):
    _person, url = link
    assert Client().post(f"{url[:-3]}x/").status_code == 404


def test_the_account_and_the_inbox_lead_there():
    client = signed_in(factories.user())
    for page in ("projects:account", "projects:inbox"):
        assert URL in client.get(reverse(page)).content.decode()
