"""A dispute goes to a second person: who decided, and what came of it, is told to all three."""

import pytest
from django.test import Client

from projects.enums import EventKind, Judgement, State
from projects.models import Notification
from projects.operations import reviews, submissions
from tests import factories
from tests.web.student.pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def disputed(mine, student):
    subject = mine(State.CHANGES_REQUESTED)
    submissions.dispute(subject, by=student, reasons={"code": "It is in cell 3."})
    return subject


@pytest.fixture
def second(disputed):
    return factories.reviewer(disputed.project, "Second")


def decide(subject, second, judgement: Judgement) -> None:
    reviews.claim(subject, by=second)
    factories.judge_all(subject, second, judgement, "Seen again.")
    publish = (
        reviews.approve if judgement == Judgement.MEETS else reviews.request_changes
    )
    publish(subject, by=second)


def test_the_first_reviewer_hears_of_the_dispute(disputed):
    first = disputed.reviews.get().reviewer
    told = Notification.objects.get(event__kind=EventKind.DISPUTE)
    assert told.recipient == first


@pytest.mark.parametrize(
    ("judgement", "kind", "says"),
    [
        (Judgement.MEETS, EventKind.APPROVE, "it meets specifications."),
        (Judgement.CHANGES, EventKind.REQUEST_CHANGES, "it still requires changes."),
    ],
)
def test_student_and_first_reviewer_hear_who_decided_what(
    disputed, second, judgement, kind, says
):
    first = disputed.reviews.get().reviewer
    decide(disputed, second, judgement)
    told = Notification.objects.filter(event__kind=kind)
    assert {one.recipient for one in told} == {first, disputed.student}
    for reader in (disputed.student, first, second):
        browser = Client()
        browser.force_login(reader)
        shown = page(browser, disputed)
        assert f"required changes here; Second looked again: {says}" in shown
        assert "It is in cell 3." in shown


def test_until_then_it_says_who_is_waited_for(client, disputed):
    assert "A second reviewer looks at it" in page(client, disputed)


def test_a_second_reviewer_who_cannot_judge_is_named(client, disputed, second):
    reviews.claim(disputed, by=second)
    reviews.cannot_review(disputed, by=second, reason="other", body="Send it again.")
    shown = page(client, disputed)
    assert "Second looked again and could not judge it" in shown
    assert "What to do next" in shown
    assert "Send it again." in shown


def test_the_outcome_of_a_reopened_review_is_told_to_who_wrote_the_first(mine):
    subject, lead = mine(State.CHANGES_REQUESTED), factories.lead()
    first = subject.reviewer
    reviews.reopen(subject, by=lead, reason="Too strict.")
    factories.judge_all(subject, lead, Judgement.MEETS)
    reviews.approve(subject, by=lead)
    told = Notification.objects.filter(event__kind=EventKind.APPROVE)
    assert {one.recipient for one in told} == {first, subject.student}
