"""The pages of standing requests, of assigning and of taking over."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.enums import State
from projects.models import StandingRequest, Submission
from projects.operations import reviews
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def grace(project):
    return factories.reviewer(project, "Grace")


def client_of(person):
    made = Client()
    made.force_login(person)
    return made


def waiting(project, hours=1):
    at = timezone.now() - timedelta(hours=hours)
    return factories.submission(project, state=State.AWAITING_REVIEW, queued_at=at)


def leave(client, project, *languages, **more):
    wanted = [f"{project.pk}-{language}" for language in languages or ("en", "ja")]
    data = {"wanted": wanted, "at_once": "1", **more}
    return client.post(reverse("projects:standing_request"), data, follow=True)


def margin(client):
    return client.get(reverse("projects:queue")).content.decode()


def test_a_request_is_served_at_once_with_what_waits(project, grace):
    subject = waiting(project)
    page = leave(client_of(grace), project).content.decode()
    assert "1 review is in your hands now." in page
    assert "You hold as many reviews" in page
    assert Submission.objects.get(pk=subject.pk).reviewer == grace


def test_the_margin_of_the_queue_tells_place_and_wishes(project, grace):
    client = client_of(grace)
    assert "Leave a request" in margin(client)
    leave(client_of(factories.reviewer(project)), project)
    page = leave(client, project, "ja", total="2").content.decode()
    assert "You are told when it brings you a review" in page
    assert "You are number 2 in line." in page
    assert f"{project.title} · 日本語" in page
    assert "2 more, then it ends." in page


def test_the_expected_wait_is_told_once_it_is_known(project, grace):
    client = client_of(grace)
    for hours in range(1, 7):
        factories.submission(
            project,
            state=State.APPROVED,
            queued_at=timezone.now() - timedelta(hours=hours),
        )
    page = leave(client, project).content.decode()
    assert "You are number 1 in line: about 1 h" in page


def test_it_is_changed_and_closed(project, grace):
    client = client_of(grace)
    leave(client, project)
    form = client.get(reverse("projects:standing_request")).context["form"]
    assert form["wanted"].value() == [f"{project.pk}-en", f"{project.pk}-ja"]
    leave(client, project, "ja", at_once="2")
    request = StandingRequest.objects.open().get()
    assert (request.at_once, request.wanted.get().language) == (2, "ja")
    client.post(reverse("projects:close_standing_request"))
    assert not StandingRequest.objects.open().exists()
    assert "Leave a request" in margin(client)


@pytest.mark.parametrize(
    "data",
    [
        {"at_once": "1"},
        {"wanted": "0-en", "at_once": "1"},
        {"wanted": "PK-en", "at_once": "9"},
        {"wanted": "PK-en", "at_once": "1", "total": "0"},
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(project, grace, data):
    data = {name: text.replace("PK", str(project.pk)) for name, text in data.items()}
    answer = client_of(grace).post(reverse("projects:standing_request"), data)
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()
    assert not StandingRequest.objects.exists()


def test_a_lead_assigns_to_whoever_has_the_emptiest_hands(project, grace):
    busy = factories.reviewer(project, "Busy")
    reviews.claim(waiting(project), by=busy)
    subject = waiting(project)
    lead = client_of(factories.lead())
    url = reverse("projects:assign", args=[subject.uid])
    assert url in margin(lead)
    page = lead.get(url).content.decode()
    assert page.index("Grace: 0 of 3 in hand") < page.index("Busy: 1 of 3 in hand")
    assert subject.student.name not in page.partition("<select")[2]
    answer = lead.post(url, {"reviewer": grace.pk, "reason": "Urgent."}, follow=True)
    assert "Grace has it in hand now." in answer.content.decode()
    assert Submission.objects.get(pk=subject.pk).reviewer == grace


def test_where_nobody_may_review_it_a_lead_takes_it_over(project):
    subject = waiting(project)
    lead = factories.lead()
    client = client_of(lead)
    page = client.get(reverse("projects:assign", args=[subject.uid])).content.decode()
    assert "Nobody else may review it" in page
    url = reverse("projects:take_over", args=[subject.uid])
    assert url in page
    answer = client.post(url)
    assert answer.url == reverse("projects:review", args=[subject.uid])
    assert Submission.objects.get(pk=subject.pk).reviewer == lead


def test_somebody_whom_a_lead_may_not_choose_is_refused(project, grace):
    subject = waiting(project)
    url = reverse("projects:assign", args=[subject.uid])
    stranger = factories.reviewer(factories.project())
    answer = client_of(factories.lead()).post(url, {"reviewer": stranger.pk})
    assert answer.status_code == 422
    assert Submission.objects.get(pk=subject.pk).state == State.AWAITING_REVIEW
