"""A verdict on its way: the reviewer's pages say until when, and no page of the student's does."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.enums import State
from projects.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = "Squash the hidden layer."


@pytest.fixture
def subject(settings):
    settings.VERDICT_GRACE_S = 600
    return factories.submission(state=State.IN_REVIEW)


def browser_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(name: str, subject: Submission) -> str:
    return reverse(f"projects:{name}", args=[subject.uid])


@pytest.fixture
def reviewer(subject):
    return browser_of(subject.reviewer)


@pytest.fixture
def sent(subject, reviewer):
    response = reviewer.post(
        address("publish", subject),
        {
            "action": "request_changes",
            "judgement-code": "changes",
            "body-code": WORDS,
            "judgement-training": "meets",
            "body-training": "",
            "general": "",
            "version": 0,
        },
    )
    assert response["Location"] == address("review", subject)
    subject.refresh_from_db()
    return subject


def over(sent: Submission) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Submission.objects.filter(pk=sent.pk).update(verdict_due_at=past)


def test_the_reviewer_reads_until_when_and_takes_it_back(reviewer, sent):
    for name in ("review", "my_reviews"):
        arguments = [sent.uid] if name == "review" else []
        page = reviewer.get(
            reverse(f"projects:{name}", args=arguments)
        ).content.decode()
        assert "The student reads it" in page
        assert sent.verdict_due_at.isoformat() in page
    page = reviewer.get(address("review", sent)).content.decode()
    assert WORDS in page
    assert "<textarea" not in page
    assert 'data-key="z"' in page, "to take it back"
    assert 'data-key="q"' in page, "to the next"
    response = reviewer.post(address("take_back", sent), follow=True)
    page = response.content.decode()
    assert "Taken back" in page
    assert f"{WORDS}</textarea>" in page


def test_no_door_of_the_students_gives_it_away(sent):
    student = browser_of(sent.student)
    project = reverse("projects:project", args=[sent.project.slug])
    doors = [
        *(address(name, sent) for name in ("submission", "attempts")),
        *(reverse(f"projects:{name}") for name in ("home", "inbox")),
        *(project, reverse("api:submission-detail", args=[sent.uid])),
        *(
            reverse("api:submission-list"),
            reverse("projects:notebook", args=[sent.uid, sent.notebook_name]),
        ),
    ]
    for door in doors:
        page = student.get(door).content.decode()
        assert WORDS not in page
        for word in ("Requires changes", "changes_requested", "pending", "verdict_due"):
            assert word not in page, door
    told = json.loads(student.get(doors[5]).content)
    assert told["state"] == "in_review"


def test_whoever_else_reads_the_work_reads_no_verdict_either(sent):
    lead = browser_of(factories.lead())
    for name in ("review", "submission"):
        page = lead.get(address(name, sent)).content.decode()
        assert WORDS not in page
        assert "take-back" not in page


@pytest.mark.parametrize("door", ["submission", "home", "project"])
def test_the_student_reads_it_when_its_time_is_over_without_any_sweep(sent, door):
    over(sent)
    student = browser_of(sent.student)
    page = student.get(
        {
            "submission": address("submission", sent),
            "home": reverse("projects:home"),
            "project": reverse("projects:project", args=[sent.project.slug]),
        }[door]
    ).content.decode()
    assert "1 criterion requires changes" in page
    sent.refresh_from_db()
    assert sent.state == State.CHANGES_REQUESTED


def test_the_reviewers_own_page_tells_it_too_and_offers_nothing(reviewer, sent):
    over(sent)
    page = reviewer.get(address("review", sent)).content.decode()
    assert "The student reads it" not in page
    assert WORDS in page
    assert reviewer.post(address("take_back", sent)).status_code == 409


def test_a_tab_that_was_open_overwrites_nothing(reviewer, sent):
    stale = {"judgement-code": "meets", "body-code": "Late.", "version": 1}
    answer = reviewer.post(address("review_save", sent), stale)
    assert answer.status_code == 409
    assert "Late." in answer.content.decode()
    sent.refresh_from_db()
    words = [row.body for row in sent.reviews.get().criteria.all()]
    assert WORDS in words
    assert "Late." not in words
