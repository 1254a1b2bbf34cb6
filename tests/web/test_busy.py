"""A database that does not answer: 503, in words, on pages and in the API."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

from projects.models.submission_queryset import SubmissionQuerySet
from tests import factories

pytestmark = pytest.mark.django_db

LOCKED = OperationalError("database is locked")


@pytest.fixture
def client():
    made = Client(raise_request_exception=False)
    made.force_login(factories.student(factories.cohort()))
    return made


def failing(error):
    def raised(*_arguments, **_more):
        raise error

    return raised


@pytest.mark.parametrize("error", [LOCKED, InterfaceError("connection already closed")])
def test_a_view_that_meets_it(client, monkeypatch, error):
    monkeypatch.setattr(SubmissionQuerySet, "visible_to", failing(error))
    url = reverse("projects:review", args=["00000000-0000-4000-8000-000000000000"])
    page = client.get(url)
    assert page.status_code == 503
    assert page["Retry-After"] == "10"
    assert page["Cache-Control"] == "no-store"
    assert "The site is busy just now. Nothing was lost" in page.content.decode()


def test_what_is_no_view_meets_it(client, monkeypatch, django_assert_num_queries):
    """The session is read before any view, and the page needs no query at all."""
    monkeypatch.setattr(SessionStore, "load", failing(LOCKED))
    with django_assert_num_queries(0):
        page = client.get("/", headers={"Accept-Language": "ja"})
    assert page.status_code == 503
    text = page.content.decode()
    assert 'lang="ja"' in text
    assert "ただいま混み合っています" in text


def test_the_api_answers_in_json(client, monkeypatch):
    monkeypatch.setattr(SubmissionQuerySet, "visible_to", failing(LOCKED))
    answer = client.get("/api/submissions/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer.json()["code"] == "busy"


def test_the_api_answers_in_json_when_the_session_meets_it(client, monkeypatch):
    monkeypatch.setattr(SessionStore, "load", failing(LOCKED))
    answer = client.get("/api/submissions/")
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")


def test_a_fault_of_another_kind_stays_a_fault(client, monkeypatch):
    monkeypatch.setattr(SubmissionQuerySet, "visible_to", failing(ValueError("x")))
    assert client.get("/api/submissions/").status_code == 500
