"""The caller's standing request by the API: its place in line, numbers that are sent back, rights that end."""

import pytest
from django.test import Client

from projects.enums import CertificationState, Language, State
from projects.models import StandingRequest
from projects.operations import standing_requests
from tests import factories

pytestmark = pytest.mark.django_db

URL = "/api/standing-request/"


@pytest.fixture
def project():
    return factories.project()


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def put(client, project, *languages, **wish):
    wanted = [
        {"project": project.slug, "language": language}
        for language in languages or ("en",)
    ]
    given = {"wanted": wanted, "at_once": 1} | wish
    return client.put(URL, given, content_type="application/json")


def test_whoever_came_first_is_first_and_changing_keeps_the_place(project):
    first, second = (client_of(factories.reviewer(project)) for _ in range(2))
    assert [put(one, project).json()["place"] for one in (first, second)] == [1, 2]
    assert put(first, project, at_once=2).json()["place"] == 1
    assert second.get(URL).json()["place"] == 2
    first.delete(URL)
    assert second.get(URL).json()["place"] == 1


def test_who_wants_something_else_stands_in_no_ones_way(project):
    other = factories.project()
    put(client_of(factories.reviewer(other)), other)
    mine = put(client_of(factories.reviewer(project)), project).json()
    assert (mine["place"], mine["wait_s"]) == (1, None)
    ja = client_of(factories.reviewer(project))
    assert put(ja, project, "ja").json()["place"] == 1


def test_the_same_wish_twice_is_one_and_a_pair_named_twice_as_well(project):
    reviewer = factories.reviewer(project)
    client = client_of(reviewer)
    answers = [put(client, project, "en", "en", total=2) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len(answers[0].json()["wanted"]) == 1
    assert StandingRequest.objects.count() == 1


def test_a_refused_change_leaves_the_request_that_stands(project):
    client = client_of(factories.reviewer(project))
    before = put(client, project, total=2).json()
    assert put(client, factories.project()).status_code == 422
    assert put(client, project, at_once=99).status_code == 422
    assert put(client, project, total=0).status_code == 400
    assert client.put(URL, "[", content_type="application/json").status_code == 400
    assert client.put(URL, "[]", content_type="application/json").status_code == 400
    assert client.get(URL).json() == before


def test_it_ends_when_the_number_is_reached_and_may_be_left_again(project):
    client = client_of(factories.reviewer(project))
    factories.submission(project, state=State.AWAITING_REVIEW)
    answer = put(client, project, total=1)
    assert answer.status_code == 404, "it is over as soon as it is served"
    assert StandingRequest.objects.get().closed_at is not None
    assert client.get(URL).status_code == 404
    assert put(client, project, total=1).status_code == 200


def test_what_was_read_can_be_sent_back_and_asks_for_no_more(project):
    client = client_of(factories.reviewer(project))
    factories.submission(project, state=State.AWAITING_REVIEW)
    read = put(client, project, total=3).json()
    assert (read["served"], read["total"]) == (1, 2)
    again = put(client, project, total=read["total"]).json()
    assert (again["served"], again["total"]) == (1, 2)


def test_withdrawing_twice_is_no_error_and_keeps_what_it_brought(project):
    reviewer = factories.reviewer(project)
    client = client_of(reviewer)
    waiting = factories.submission(project, state=State.AWAITING_REVIEW)
    put(client, project, at_once=2)
    assert [client.delete(URL).status_code for _ in range(2)] == [204, 204]
    waiting.refresh_from_db()
    assert waiting.reviewer == reviewer


@pytest.mark.parametrize(
    "state", sorted(set(CertificationState) - {CertificationState.CERTIFIED})
)
def test_who_may_review_no_more_is_served_no_more(project, state):
    reviewer = factories.reviewer(project, language=Language.ENGLISH)
    client = client_of(reviewer)
    put(client, project)
    reviewer.certifications.update(state=state)
    assert client.get(URL).status_code == 404
    assert put(client, project).status_code == 404
    waiting = factories.submission(project, state=State.AWAITING_REVIEW)
    assert not standing_requests.serve(waiting)


def test_nobody_and_who_has_not_proved_the_address_are_told_to(project):
    assert Client().get(URL).status_code in {401, 403}
    assert put(Client(), project).status_code in {401, 403}
    unproved = factories.unproved()
    factories.certify(unproved, project)
    answer = put(client_of(unproved), project)
    assert answer.status_code in {403, 422}
    assert not StandingRequest.objects.exists()


def test_reading_costs_the_same_for_many_wishes(django_assert_max_num_queries):
    projects = [factories.project() for _ in range(6)]
    reviewer = factories.reviewer(projects[0])
    for one in projects[1:]:
        factories.certify(reviewer, one)
    client = client_of(reviewer)
    wanted = [
        {"project": one.slug, "language": language}
        for one in projects
        for language in ("en", "ja")
    ]
    client.put(URL, {"wanted": wanted, "at_once": 1}, content_type="application/json")
    with django_assert_max_num_queries(14):
        assert len(client.get(URL).json()["wanted"]) == 12
