"""How long a review is held, and how a lead gives it to somebody else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from projects.enums import Action, EventKind, Judgement, State
from projects.errors import NotAllowed, WrongState
from projects.models import Notification, Submission
from projects.operations import certification, claims, reviews
from projects.queries.queue import claimable_by
from projects.workflow import actions_for, move
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def ends_in(submission, span):
    now = timezone.now()
    Submission.objects.filter(pk=submission.pk).update(
        claimed_at=now - 2 * HOUR, claim_expires_at=now + span
    )
    submission.refresh_from_db()


def told(person):
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return [row.event.kind for row in rows]


# --- time ----------------------------------------------------------------------------------


def test_the_time_is_extended_once(world):
    submission = world.claimed()
    before = submission.claim_expires_at
    claims.extend(submission, by=world.assigned)
    longer = timedelta(hours=settings.EXTENSION_HOURS)
    assert submission.claim_expires_at == before + longer
    assert Action.EXTEND not in actions_for(submission, world.assigned)
    with pytest.raises(WrongState, match="extended already"):
        claims.extend(submission, by=world.assigned)


def test_the_next_claim_may_be_extended_again(world):
    submission = world.claimed()
    claims.extend(submission, by=world.assigned)
    reviews.release(submission, by=world.assigned)
    reviews.claim(submission, by=world.certified)
    assert Action.EXTEND in actions_for(submission, world.certified)


@pytest.mark.parametrize("name", ["certified", "lead", "author"])
def test_only_the_holder_extends(world, name):
    with pytest.raises(NotAllowed):
        claims.extend(world.claimed(), by=world.person(name))


def test_what_has_run_out_is_not_extended(world):
    submission = world.claimed()
    ends_in(submission, -HOUR)
    with pytest.raises(WrongState):
        claims.extend(submission, by=world.assigned)


def test_the_holder_is_warned_once_per_end(world):
    submission = world.claimed()
    assert claims.warn_before_end() == 0
    ends_in(submission, timedelta(minutes=59))
    assert (claims.warn_before_end(), claims.warn_before_end()) == (1, 0)
    assert told(world.assigned) == [EventKind.CLAIM_ENDS]
    claims.extend(submission, by=world.assigned)
    assert claims.warn_before_end() == 0
    # The first warning was given before the end that holds now came near.
    submission.events.update(at=timezone.now() - 3 * HOUR)
    ends_in(submission, timedelta(minutes=10))
    assert claims.warn_before_end() == 1


def test_students_hear_nothing_of_who_holds_their_work(world):
    hidden = {EventKind.CLAIM_ENDS, EventKind.ASSIGN, EventKind.TAKE_OVER}
    hidden |= {EventKind.SERVE_REQUEST, EventKind.EXTEND}
    assert not hidden & set(EventKind.shown_to_student())


# --- leads ---------------------------------------------------------------------------------


def test_a_lead_assigns_waiting_work(world):
    submission = world.submission(State.AWAITING_REVIEW)
    draft = claims.assign(submission, by=world.lead, to=world.certified)
    assert (submission.state, submission.reviewer) == ("in_review", world.certified)
    assert draft.reviewer == world.certified
    assert told(world.certified) == [EventKind.ASSIGN]


def test_work_in_hand_is_given_to_somebody_else_and_the_draft_is_kept(world):
    submission = world.claimed()
    factories.judge_all(submission, world.assigned, Judgement.CHANGES, "Hm.")
    claims.assign(submission, by=world.lead, to=world.certified, reason="Holiday.")
    assert submission.reviewer == world.certified
    assert told(world.assigned) == told(world.certified) == [EventKind.ASSIGN]
    kept = submission.reviews.get(reviewer=world.assigned)
    assert {row.body for row in kept.criteria.all()} == {"Hm."}


@pytest.mark.parametrize("name", ["uncertified", "author", "disputed", "lead"])
def test_work_is_assigned_to_nobody_who_could_not_claim_it(world, name):
    submission = world.submission(State.AWAITING_REVIEW)
    world.with_disputed_review(submission)
    with pytest.raises(NotAllowed):
        claims.assign(submission, by=world.lead, to=world.person(name))
    submission.refresh_from_db()
    assert submission.state == State.AWAITING_REVIEW


def test_nor_to_full_hands_nor_to_who_has_it(world):
    certification.limit_hands(world.assigned, by=world.assigned, most=1)
    world.assigned.refresh_from_db()
    held = world.claimed()
    with pytest.raises(NotAllowed, match="in hand already"):
        claims.assign(held, by=world.lead, to=world.assigned)
    more = factories.submission(world.project, state=State.AWAITING_REVIEW)
    with pytest.raises(NotAllowed, match="as many reviews in hand"):
        claims.assign(more, by=world.lead, to=world.assigned)


def test_a_lead_takes_over_what_somebody_holds(world):
    submission = world.claimed()
    claims.take_over(submission, by=world.lead, reason="Urgent.")
    assert submission.reviewer == world.lead
    assert submission.events.last().body == "Urgent."
    assert (told(world.assigned), told(world.lead)) == ([EventKind.TAKE_OVER], [])
    with pytest.raises(NotAllowed):
        claims.take_over(submission, by=world.lead)


# --- the same reviewer first ---------------------------------------------------------------


@pytest.fixture
def resubmitted(world):
    """The second attempt, after `assigned` had required changes."""
    world.decided(Judgement.CHANGES)
    second = world.submission(State.CHECKING)
    move(second, Action.PASS_CHECKS, by=None)
    return second


def test_a_resubmission_is_its_previous_reviewers_first(world, resubmitted):
    assert resubmitted.offered_first_to == world.assigned
    assert list(claimable_by(world.assigned)) == [resubmitted]
    assert list(claimable_by(world.certified)) == []
    with pytest.raises(NotAllowed, match="previous attempt"):
        reviews.claim(resubmitted, by=world.certified)


def test_and_everybodys_after_a_while(world, resubmitted):
    Submission.objects.filter(pk=resubmitted.pk).update(offered_until=timezone.now())
    assert list(claimable_by(world.certified)) == [resubmitted]
    reviews.claim(resubmitted, by=world.certified)


def test_what_the_previous_reviewer_hands_back_is_everybodys(world, resubmitted):
    reviews.claim(resubmitted, by=world.assigned)
    reviews.release(resubmitted, by=world.assigned)
    assert list(claimable_by(world.certified)) == [resubmitted]


def test_a_first_attempt_is_everybodys(world):
    first = world.submission(State.CHECKING)
    move(first, Action.PASS_CHECKS, by=None)
    assert first.offered_first_to is None


def test_who_may_not_claim_it_is_not_waited_for(world):
    world.decided(Judgement.CHANGES)
    world.assigned.certifications.update(state="paused")
    second = world.submission(State.CHECKING)
    move(second, Action.PASS_CHECKS, by=None)
    assert second.offered_first_to is None
