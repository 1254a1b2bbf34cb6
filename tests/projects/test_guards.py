"""What is offered is what a move accepts: guards, the attempt that counts, the way back."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from projects.enums import Action, EventKind, State
from projects.errors import DomainError
from projects.models import Submission
from projects.operations import reviews, submissions
from projects.queries.cohorts import board, newest_in
from projects.queries.dashboard import path_of
from projects.queries.overview import overview_of
from projects.workflow import actions_for, check_allowed, lock_submission, move
from tests import factories


def newer(world, state: State) -> Submission:
    return world.submission(state)


def long_ago(world, settings) -> Submission:
    then = timezone.now() - timedelta(days=settings.DISPUTE_DAYS, minutes=1)
    return world.submission(State.CHANGES_REQUESTED, decided_at=then)


def is_offered(submission, action, person) -> bool:
    offered = action in actions_for(submission, person)
    try:
        check_allowed(submission, action, by=person)
    except DomainError:
        assert not offered
    else:
        assert offered
    return offered


@pytest.mark.parametrize(
    ("state", "action", "who"),
    [
        (State.RETURNED, Action.APPEAL_CHECKS, "author"),
        (State.CHANGES_REQUESTED, Action.DISPUTE, "author"),
        (State.APPROVED, Action.REOPEN, "lead"),
    ],
)
def test_a_newer_attempt_takes_the_button_away_unless_withdrawn(
    world, state, action, who
):
    submission, person = world.submission(state), world.person(who)
    assert is_offered(submission, action, person)
    newer(world, State.WITHDRAWN)
    assert is_offered(submission, action, person)
    newer(world, State.RETURNED)
    assert not is_offered(submission, action, person)


def test_a_review_is_disputed_within_the_window(world, settings):
    assert not is_offered(long_ago(world, settings), Action.DISPUTE, world.author)
    recent = world.submission(State.CHANGES_REQUESTED)
    assert is_offered(recent, Action.DISPUTE, world.author)


def test_whoever_has_their_hands_full_is_offered_no_more(world, settings):
    settings.REVIEWS_IN_HAND = 1
    waiting = world.submission(State.AWAITING_REVIEW)
    assert is_offered(waiting, Action.CLAIM, world.certified)
    other = factories.submission(world.project, state=State.AWAITING_REVIEW)
    reviews.claim(other, by=world.certified)
    assert not is_offered(waiting, Action.CLAIM, world.certified)
    assert is_offered(waiting, Action.CLAIM, world.assigned)


def test_attempt_one_can_be_disputed_after_attempt_two_was_withdrawn(world):
    first = world.submission(State.CHANGES_REQUESTED)
    newer(world, State.WITHDRAWN)
    submissions.dispute(first, by=world.author, reasons={"code": "It is right."})
    assert first.state == State.DISPUTED


def test_the_latest_attempt_means_the_same_everywhere(world):
    first = world.submission(State.CHANGES_REQUESTED)
    newer(world, State.WITHDRAWN)
    (stop,) = [s for s in path_of(world.author, world.cohort) if s.newest]
    overview = overview_of(world.cohort)
    author = [one for one in overview.standings if one.student == world.author.pk]
    [[cell, *_others]] = [row.cells for row in board(world.cohort, overview, author)]
    assert stop.newest == cell.submission == newest_in(world.cohort).get() == first
    assert overview.counts[State.CHANGES_REQUESTED] == 1


def test_where_all_attempts_were_withdrawn_the_last_one_stands(world):
    newer(world, State.WITHDRAWN)
    last = newer(world, State.WITHDRAWN)
    assert newest_in(world.cohort).get() == last
    kept = newer(world, State.RETURNED)
    assert newest_in(world.cohort).get() == kept


@pytest.fixture
def disputed(world):
    """In the hands of a second reviewer, who knows that it is disputed."""
    submission = world.submission(State.CHANGES_REQUESTED)
    submissions.dispute(submission, by=world.author, reasons={"code": "It is right."})
    reviews.claim(submission, by=world.certified)
    return submission


def expire(submission) -> None:
    past = timezone.now() - timedelta(minutes=1)
    Submission.objects.filter(pk=submission.pk).update(claim_expires_at=past)
    submission.refresh_from_db()


def test_disputed_work_that_is_handed_back_is_still_disputed(world, disputed):
    place = disputed.queued_at
    reviews.release(disputed, by=world.certified)
    assert (disputed.state, disputed.queued_at) == (State.DISPUTED, place)
    assert not is_offered(disputed, Action.WITHDRAW, world.author)


def test_disputed_work_whose_claim_expires_is_still_disputed(world, disputed):
    place = disputed.queued_at
    expire(disputed)
    assert Action.WITHDRAW not in actions_for(disputed, world.author)
    assert disputed.state_now() == State.DISPUTED
    with transaction.atomic():
        locked = lock_submission(disputed)
    assert (locked.state, locked.queued_at) == (State.DISPUTED, place)
    assert (locked.reviewer, locked.claim_expires_at) == (None, None)
    event = locked.events.get(kind=EventKind.EXPIRE)
    assert (event.from_state, event.to_state) == (State.IN_REVIEW, State.DISPUTED)
    assert event.data == {"reviewer": world.certified.pk}


def test_what_a_second_reviewer_decided_is_no_dispute_any_more(world, disputed):
    factories.judge_all(disputed, world.certified, "meets")
    reviews.approve(disputed, by=world.certified)
    reviews.reopen(disputed, by=world.lead, reason="Once more.")
    reviews.release(disputed, by=world.lead)
    assert disputed.state == State.AWAITING_REVIEW


def test_whatever_joins_the_queue_gets_a_place_and_belongs_to_nobody(world):
    submission = world.submission(State.CHECKING)
    before = timezone.now()
    move(submission, Action.PASS_CHECKS, by=None)
    assert before <= submission.queued_at <= timezone.now()
    assert (submission.reviewer, submission.decided_at) == (None, None)


def test_free_to_claim_and_in_hand_share_out_the_queue(world):
    held = world.submission(State.IN_REVIEW)
    waiting = factories.submission(world.project, state=State.AWAITING_REVIEW)
    rows = Submission.objects.order_by("pk")
    assert (list(rows.in_hand()), list(rows.free_to_claim())) == ([held], [waiting])
    expire(held)
    assert (list(rows.in_hand()), list(rows.free_to_claim())) == ([], [held, waiting])
