"""The caller's own standing request by the API: the same rules as the page."""

import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import Language, State
from projects.models import StandingRequest
from tests import factories

pytestmark = pytest.mark.django_db

URL = "/api/standing-request/"


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def reviewer(project):
    return factories.reviewer(project, language=Language.ENGLISH)


@pytest.fixture
def client(reviewer):
    client = Client()
    client.force_login(reviewer)
    return client


def put(client, **wish):
    return client.put(URL, wish, content_type="application/json")


def wanted(project, language="en"):
    return [{"project": project.slug, "language": language}]


def test_it_is_left_read_changed_and_withdrawn(client, project, reviewer):
    assert client.get(URL).status_code == 404
    made = put(client, wanted=wanted(project), at_once=1)
    assert made.status_code == 200
    told = client.get(URL).json()
    assert told == made.json()
    assert (told["wanted"], told["place"]) == (wanted(project), 1)
    assert (told["at_once"], told["total"], told["served"]) == (1, None, 0)
    assert put(client, wanted=wanted(project), at_once=2, total=3).json()["total"] == 3
    assert StandingRequest.objects.open().get().reviewer == reviewer
    assert client.delete(URL).status_code == 204
    assert not StandingRequest.objects.open().exists()
    assert client.get(URL).status_code == 404


def test_what_waits_comes_at_once(client, project, reviewer):
    waiting = factories.submission(project, state=State.AWAITING_REVIEW)
    told = put(client, wanted=wanted(project), at_once=1).json()
    waiting.refresh_from_db()
    assert waiting.reviewer == reviewer
    assert (told["served"], told["place"], told["wait_s"]) == (1, None, None)


@pytest.mark.parametrize(
    ("wish", "field", "status"),
    [
        ({"wanted": [], "at_once": 1}, "wanted", 422),
        ({"at_once": 1}, "wanted", 400),
        ({"at_once": 99}, "at_once", 422),
        ({"at_once": 0}, "at_once", 400),
        ({"at_once": 1, "total": 0}, "total", 400),
        ({"wanted": [{"project": "none", "language": "en"}]}, "wanted", 422),
        ({"wanted": [{"project": "x", "language": "xx"}]}, "wanted", 400),
    ],
)
def test_what_makes_no_sense_is_told_with_its_field(
    client, project, wish, field, status
):
    given = {"wanted": wanted(project), "at_once": 1} | wish
    if status == 400 and field == "wanted" and "wanted" not in wish:
        del given["wanted"]
    answer = put(client, **given)
    assert answer.status_code == status
    assert field in str(answer.json())
    assert not StandingRequest.objects.exists()


def test_only_for_what_one_is_certified_for(client):
    other = factories.project()
    answer = put(client, wanted=wanted(other), at_once=1)
    assert answer.status_code == 422
    assert "certified" in answer.json()["message"]


def test_nobodys_but_ones_own(client, project):
    other = Client()
    other.force_login(factories.reviewer(project))
    put(client, wanted=wanted(project), at_once=1)
    assert other.get(URL).status_code == 404
    assert other.delete(URL).status_code == 204
    assert client.get(URL).status_code == 200


def test_who_reviews_nothing_has_none():
    client = Client()
    client.force_login(factories.student(factories.cohort()))
    for answer in (client.get(URL), client.delete(URL), put(client)):
        assert answer.status_code == 404
    assert reverse("api:standing-request") == URL
