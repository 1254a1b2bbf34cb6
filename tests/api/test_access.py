"""Who may call the API, and how often."""

import pytest
from django.test import Client

from projects import throttles
from projects.throttles import counting, scopes
from tests import factories

pytestmark = pytest.mark.django_db

URL = "/api/submissions/"


def client(person) -> Client:
    made = Client()
    made.force_login(person)
    return made


def test_an_address_has_to_be_proved_first():
    answer = client(factories.unproved()).get(URL)
    assert answer.status_code == 403
    assert answer.json()["code"] == "address_not_proved"
    assert "verify your address" in answer.json()["message"]


@pytest.fixture
def few(monkeypatch):
    scope = throttles.Scope("3/minute", scopes.SCOPES["api"].words)
    monkeypatch.setattr(counting, "SCOPES", {"api": scope})


@pytest.mark.usefixtures("few")
def test_too_many_requests_are_told_when_to_try_again():
    busy = client(factories.user())
    assert [busy.get(URL).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = busy.get(URL)
    assert 0 < int(refused["Retry-After"]) <= 60
    assert refused.json()["code"] == "too_often"
    assert "Try again in" in refused.json()["message"]
    assert client(factories.user()).get(URL).status_code == 200, "another person"


@pytest.mark.usefixtures("few")
def test_it_is_told_in_the_callers_language():
    busy = client(factories.user(language="ja"))
    answers = [busy.get(URL) for _ in range(4)]
    assert "リクエストが多すぎます" in answers[-1].json()["message"]
