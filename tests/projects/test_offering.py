"""To whom work that joins the queue is offered first, and whose earlier review is no reason to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import Action, Judgement, State
from projects.models import Submission
from projects.offering import previous_reviewer
from projects.operations import explanations, reviews
from projects.workflow import move
from tests import factories

DAY = timedelta(days=1)


def reviewed(world, reviewer, days_ago=1, **fields):
    """An attempt that required changes so many days ago, by default one of the author's."""
    made = {"of": world.project, "by": world.author, "in_": world.cohort, **fields}
    work = factories.submission(
        **made, state=State.CHANGES_REQUESTED, reviewed_by=reviewer
    )
    work.reviews.update(published_at=timezone.now() - days_ago * DAY)
    return work


def joins_the_queue(world):
    work = world.submission(State.CHECKING)
    move(work, Action.PASS_CHECKS, by=None)
    return work


def test_of_several_reviewers_it_is_the_one_who_published_last(world):
    reviewed(world, world.certified, days_ago=3)
    reviewed(world, world.assigned, days_ago=1)
    reviewed(world, world.disputed, days_ago=2)
    assert joins_the_queue(world).offered_first_to == world.assigned


@pytest.mark.parametrize("other", ["student", "project", "cohort"])
def test_a_review_of_other_work_gives_nobody_the_first_word(world, other):
    fields = {
        "student": {"by": world.stranger},
        "project": {"of": factories.project()},
        "cohort": {"in_": factories.cohort()},
    }[other]
    reviewed(world, world.assigned, attempt=1, **fields)
    world.submission(State.WITHDRAWN)
    work = joins_the_queue(world)
    assert (work.attempt, work.offered_first_to, work.offered_until) == (2, None, None)


def test_neither_the_same_attempt_nor_a_later_one_was_before_it(world):
    work = reviewed(world, world.assigned)
    later = reviewed(world, world.certified)
    assert previous_reviewer(work) is None
    assert previous_reviewer(later) == world.assigned


def test_a_draft_that_was_never_published_is_no_review(world):
    first = world.submission(State.WITHDRAWN)
    first.reviews.create(reviewer=world.assigned)
    assert joins_the_queue(world).offered_first_to is None


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"email_verified_at": None}], ids=str
)
def test_an_account_that_can_review_nothing_is_not_waited_for(world, change):
    reviewed(world, world.assigned)
    type(world.assigned).objects.filter(pk=world.assigned.pk).update(**change)
    work = joins_the_queue(world)
    assert (work.offered_first_to, work.offered_until) == (None, None)


def test_the_offer_lasts_as_long_as_the_site_says(world, settings):
    settings.SAME_REVIEWER_HOURS = 5
    reviewed(world, world.assigned)
    before = timezone.now()
    work = joins_the_queue(world)
    hours = timedelta(hours=5)
    assert before + hours <= work.offered_until <= timezone.now() + hours


def test_what_is_handed_back_is_offered_to_nobody_first(world):
    reviewed(world, world.assigned)
    work = joins_the_queue(world)
    reviews.claim(work, by=world.assigned)
    reviews.release(work, by=world.assigned)
    assert (work.offered_first_to, work.offered_until) == (None, None)


def test_a_dispute_is_a_second_persons_and_offered_to_none_of_the_first(world):
    reviewed(world, world.certified, days_ago=2)
    work = world.decided(Judgement.CHANGES)
    move(work, Action.DISPUTE, by=world.author)
    assert work.offered_first_to is None


def test_explained_work_goes_back_to_whose_hands_it_was_in_not_to_an_earlier_one(world):
    reviewed(world, world.certified)
    work = world.submission(State.IN_REVIEW)
    explanations.ask(work, by=world.lead, reason="Much alike.")
    explanations.resume_review(work, by=world.lead, reason="Their own.")
    assert (work.state, work.offered_first_to) == ("awaiting_review", world.assigned)


def test_explained_work_that_nobody_held_keeps_its_offer(world):
    reviewed(world, world.certified)
    work = joins_the_queue(world)
    explanations.ask(work, by=world.lead, reason="Much alike.")
    explanations.resume_review(work, by=world.lead, reason="Their own.")
    assert work.offered_first_to == world.certified


# --- earlier attempts of what somebody holds ---------------------------------------------


def sees(person, work):
    return Submission.objects.visible_to(person).filter(pk=work.pk).exists()


def test_who_holds_an_attempt_reads_those_before_it_and_none_after_it(world):
    first = world.submission(State.RETURNED)
    held = world.submission(State.IN_REVIEW)
    later = world.submission(State.RETURNED)
    assert [sees(world.assigned, one) for one in (first, held, later)] == [
        *(True, True, False)
    ]
    assert not sees(world.certified, first)


@pytest.mark.parametrize("other", ["student", "project", "cohort"])
def test_what_somebody_holds_opens_nothing_else(world, other):
    made = {"of": world.project, "by": world.author, "in_": world.cohort}
    made |= {
        "student": {"by": world.stranger},
        "project": {"of": factories.project()},
        "cohort": {"in_": factories.cohort()},
    }[other]
    hidden = factories.submission(**made, state=State.RETURNED)
    world.submission(State.IN_REVIEW, attempt=2)
    assert not sees(world.assigned, hidden)


@pytest.mark.parametrize(
    ("ends", "sent", "opens"),
    [(DAY, False, True), (-DAY, False, False), (-DAY, True, True), (DAY, True, True)],
)
def test_earlier_attempts_are_closed_with_the_claim_unless_a_verdict_was_sent(
    world, ends, sent, opens
):
    now = timezone.now()
    first = world.submission(State.RETURNED)
    world.submission(
        State.IN_REVIEW,
        claim_expires_at=now + ends,
        verdict_due_at=now + DAY if sent else None,
    )
    assert sees(world.assigned, first) is opens


@pytest.mark.parametrize("state", State)
def test_only_what_is_in_review_opens_the_attempts_before_it(world, state):
    """Rows of another state may still name a reviewer."""
    first = world.submission(State.RETURNED)
    now = timezone.now()
    world.submission(
        state, reviewer=world.assigned, claim_expires_at=now + DAY, queued_at=now
    )
    assert sees(world.assigned, first) is (state == State.IN_REVIEW)
