"""The one door: who sees a submission in which state, against a table written by hand."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from projects.enums import Action, State
from projects.models import Submission
from projects.queries.queue import claimable_by
from projects.workflow import actions_for

ALWAYS = {"author", "lead", "admin", "disputed"}  # who reviewed it may look again
QUEUE = {"certified", "assigned"}
SEEN_BY = {
    "checking": ALWAYS,
    "held": ALWAYS,
    "returned": ALWAYS,
    "awaiting_review": ALWAYS | QUEUE,
    "in_review": ALWAYS | {"assigned"},
    "explaining": ALWAYS | {"assigned"},
    "approved": ALWAYS | {"assigned"},
    "changes_requested": ALWAYS | {"assigned"},
    "unreviewable": ALWAYS | {"assigned"},
    "disputed": ALWAYS | QUEUE,
    "withdrawn": ALWAYS,
}
EVERYBODY = (
    *("author", "stranger", "certified", "assigned", "uncertified", "disputed"),
    *("lead", "admin"),
)


def seen_by(submission, person):
    return Submission.objects.visible_to(person).filter(pk=submission.pk).exists()


def test_every_state_is_in_the_table():
    assert set(SEEN_BY) == set(State.values)


@pytest.mark.parametrize("state", SEEN_BY)
def test_a_submission_exists_for_those_only(world, state):
    submission = world.submission(State(state))
    world.with_disputed_review(submission)
    seeing = {name for name in EVERYBODY if seen_by(submission, world.person(name))}
    assert seeing == SEEN_BY[state]


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_has_not_proved_the_address_sees_nothing(world, name):
    """A certification that was given to an address is of no use to who only claims it."""
    submission = world.submission(State.AWAITING_REVIEW)
    world.with_disputed_review(submission)
    person = world.person(name)
    person.email_verified_at = None
    person.save()
    assert not seen_by(submission, person)
    assert not claimable_by(person).exists()
    assert Action.CLAIM not in actions_for(submission, person)


def test_a_claim_whose_time_is_up_is_back_in_sight(world):
    past = timezone.now() - timedelta(seconds=1)
    submission = world.submission(State.IN_REVIEW, claim_expires_at=past)
    assert seen_by(submission, world.certified)
    assert not seen_by(submission, world.uncertified)


@pytest.mark.parametrize("name", ["author", "lead", "admin"])
def test_a_person_who_was_shut_out_sees_nothing(world, name):
    submission = world.submission(State.AWAITING_REVIEW)
    person = world.person(name)
    person.is_active = False
    person.save()
    assert not seen_by(submission, person)


def test_a_visitor_sees_nothing(world):
    submission = world.submission(State.AWAITING_REVIEW)
    assert not seen_by(submission, AnonymousUser())


def test_a_draft_alone_does_not_open_the_door(world):
    submission = world.submission(State.CHECKING)
    submission.reviews.create(reviewer=world.certified)
    assert not seen_by(submission, world.certified)


def test_each_submission_comes_once(world):
    submission = world.submission(State.DISPUTED)
    world.with_disputed_review(submission)
    world.with_disputed_review(world.submission(State.WITHDRAWN))
    for name in EVERYBODY:
        seen = list(Submission.objects.visible_to(world.person(name)))
        assert len(seen) == len(set(seen)), name
