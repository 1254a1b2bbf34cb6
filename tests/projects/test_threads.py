"""Replies under a published comment: who may write them, until when, and who is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import EventKind, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Notification, Reply, Review
from projects.operations import erasure, threads
from projects.queries.personal import reviews_by, submissions_of
from projects.queries.threads import MOST, open_questions
from tests import factories


@pytest.fixture
def reviewed(world):
    return world.submission(State.CHANGES_REQUESTED)


@pytest.fixture
def comment(reviewed):
    return factories.comment(reviewed)


def test_the_student_asks_and_the_reviewer_answers_back(world, comment):
    threads.reply(comment, by=world.author, body="  Which name? ")
    assert [one.body for one in open_questions(world.assigned)] == ["Name it."]
    threads.reply(comment, by=world.assigned, body="`hidden`, say.")
    assert not open_questions(world.assigned).exists()
    assert [one.body for one in comment.replies.all()] == [
        "Which name?",
        "`hidden`, say.",
    ]


def test_each_is_told_of_the_others_words_and_not_of_their_own(world, comment):
    threads.reply(comment, by=world.author, body="Which name?")
    threads.reply(comment, by=world.assigned, body="Any.")
    told = Notification.objects.filter(event__kind=EventKind.REPLY).order_by("pk")
    assert [one.recipient for one in told] == [world.assigned, world.author]
    assert {one.event.body for one in told} == {""}


@pytest.mark.parametrize(
    "name", ["stranger", "certified", "uncertified", "lead", "admin", "assigned"]
)
def test_nobody_else_begins(world, comment, name):
    with pytest.raises(NotAllowed):
        threads.reply(comment, by=world.person(name), body="Well,")
    assert not Reply.objects.exists()


def test_a_draft_is_not_asked_about(world):
    draft = factories.comment(world.submission(State.IN_REVIEW))
    with pytest.raises(NotAllowed):
        threads.reply(draft, by=world.author, body="I saw that.")


def _age(submission, days: int) -> None:
    ago = timezone.now() - timedelta(days=days)
    Review.objects.filter(submission=submission).update(published_at=ago)


@pytest.mark.parametrize(
    ("days", "superseded", "closed"),
    [(1, True, False), (31, False, False), (31, True, True)],
)
def test_a_thread_is_open_for_the_latest_attempt_and_for_a_month(  # noqa: PLR0913, PLR0917
    world, reviewed, comment, days, superseded, closed
):
    _age(reviewed, days)
    if superseded:
        world.submission(State.CHECKING)
    comment.refresh_from_db()
    if closed:
        with pytest.raises(WrongState, match="newer attempt"):
            threads.reply(comment, by=world.author, body="Still?")
    else:
        threads.reply(comment, by=world.author, body="Still?")
    assert comment.replies.exists() != closed


def test_a_review_that_was_replaced_is_asked_about_no_more(world, reviewed, comment):
    threads.reply(comment, by=world.author, body="Which name?")
    _age(reviewed, 1)
    factories.review(reviewed, world.certified, State.APPROVED)
    with pytest.raises(WrongState):
        threads.reply(comment, by=world.author, body="And?")
    assert not open_questions(world.assigned).exists()


@pytest.mark.parametrize("body", ["", "  ", "x" * 2001, "a\0b"])
def test_a_reply_has_words_that_fit(world, comment, body):
    with pytest.raises(Incomplete):
        threads.reply(comment, by=world.author, body=body)
    assert not Notification.objects.filter(event__kind=EventKind.REPLY).exists()


def test_a_thread_has_an_end(world, comment):
    for number in range(MOST):
        Reply.objects.create(comment=comment, author=world.author, body=f"{number}")
    with pytest.raises(WrongState, match="no more can be added"):
        threads.reply(comment, by=world.author, body="One more.")


def test_replies_are_exported_to_both_and_go_with_the_student(world, comment):
    threads.reply(comment, by=world.author, body="Which name?")
    threads.reply(comment, by=world.assigned, body="Any.")
    plain = next(submissions_of(world.author))[1]
    told = plain["reviews"][0]["comments"][0]["replies"]
    assert [(one["body"], one["by_reviewer"]) for one in told] == [
        ("Which name?", False),
        ("Any.", True),
    ]
    assert reviews_by(world.assigned)[0]["comments"][0]["replies"] == told
    erasure.erase(world.author, by=world.author)
    assert not Reply.objects.exists()
