"""Every state, every action, everybody: against a table written by hand."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from projects.enums import Action, State
from projects.errors import NotAllowed, WrongState
from projects.workflow import TRANSITIONS, actions_for, move
from tests.projects.conftest import make_world

PEOPLE = (
    *("author", "stranger", "certified", "assigned", "uncertified", "disputed"),
    *("lead", "admin", "system"),
)

NOTHING_THERE = "WrongState"  # theirs to do, but what it needs is not there

# (state, action): (who may, where it leads). Whatever is not here is a wrong state. In these
# tests somebody's review is disputed: what is handed back goes back to the dispute.
EXPECTED = {
    ("checking", "pass_checks"): ({"system"}, "awaiting_review"),
    ("checking", "fail_checks"): ({"system"}, "returned"),
    ("checking", "refer_checks"): ({"system"}, "awaiting_review"),
    ("checking", "hold_checks"): ({"system"}, "held"),
    ("held", "grade_again"): ({"lead", "admin"}, "checking"),
    ("held", "refer_unchecked"): ({"lead", "admin"}, "awaiting_review"),
    ("held", "withdraw"): ({"author"}, "withdrawn"),
    ("held", "close"): ({"system"}, "withdrawn"),
    ("checking", "withdraw"): ({"author"}, "withdrawn"),
    ("returned", "appeal_checks"): ({"author"}, "awaiting_review"),
    ("returned", "regrade_passes"): ({"system"}, "awaiting_review"),
    ("awaiting_review", "withdraw"): ({"author"}, "withdrawn"),
    ("awaiting_review", "claim"): ({"certified", "assigned"}, "in_review"),
    ("disputed", "claim"): ({"certified", "assigned"}, "in_review"),
    ("awaiting_review", "serve_request"): ({"system"}, "in_review"),
    ("disputed", "serve_request"): ({"system"}, "in_review"),
    ("awaiting_review", "assign"): ({"lead", "admin"}, "in_review"),
    ("disputed", "assign"): ({"lead", "admin"}, "in_review"),
    ("in_review", "assign"): ({"lead", "admin"}, "in_review"),
    ("awaiting_review", "take_over"): ({"lead", "admin"}, "in_review"),
    ("disputed", "take_over"): ({"lead", "admin"}, "in_review"),
    ("in_review", "take_over"): ({"lead", "admin"}, "in_review"),
    ("in_review", "extend"): ({"assigned"}, "in_review"),
    ("in_review", "release"): ({"assigned", "lead", "admin"}, "disputed"),
    ("in_review", "expire"): ({"system"}, "disputed"),
    ("in_review", "decide"): ({"assigned"}, "in_review"),
    ("in_review", "take_back"): ({"assigned"}, NOTHING_THERE),
    ("in_review", "approve"): ({"assigned"}, "approved"),
    ("in_review", "request_changes"): ({"assigned"}, "changes_requested"),
    ("in_review", "cannot_review"): ({"assigned"}, "unreviewable"),
    ("changes_requested", "dispute"): ({"author"}, "disputed"),
    ("approved", "reopen"): ({"lead", "admin"}, "in_review"),
    ("changes_requested", "reopen"): ({"lead", "admin"}, "in_review"),
    ("unreviewable", "reopen"): ({"lead", "admin"}, "in_review"),
    ("awaiting_review", "ask_to_explain"): ({"lead", "admin"}, "explaining"),
    ("disputed", "ask_to_explain"): ({"lead", "admin"}, "explaining"),
    ("in_review", "ask_to_explain"): ({"assigned", "lead", "admin"}, "explaining"),
    ("explaining", "explain"): ({"author"}, "explaining"),
    ("explaining", "resume_review"): ({"lead", "admin"}, "disputed"),
    ("explaining", "not_accept"): ({"lead", "admin"}, NOTHING_THERE),  # not heard yet
    ("explaining", "withdraw"): ({"author"}, "withdrawn"),
    ("explaining", "close"): ({"system"}, "withdrawn"),
    ("checking", "close"): ({"system"}, "withdrawn"),
    ("awaiting_review", "close"): ({"system"}, "withdrawn"),
    ("in_review", "close"): ({"system"}, "withdrawn"),
    ("disputed", "close"): ({"system"}, "withdrawn"),
}
STATES = (
    *("checking", "held", "returned", "awaiting_review", "in_review", "approved"),
    *("changes_requested", "unreviewable", "disputed", "withdrawn", "explaining"),
)
ACTIONS = (
    *("pass_checks", "fail_checks", "refer_checks", "appeal_checks", "withdraw"),
    *("claim", "release", "expire", "approve", "request_changes", "cannot_review"),
    *("decide", "take_back"),
    *("dispute", "reopen", "regrade_passes", "close"),
    *("hold_checks", "grade_again", "refer_unchecked"),
    *("serve_request", "assign", "take_over", "extend"),
    *("ask_to_explain", "explain", "resume_review", "not_accept"),
)


@pytest.fixture(scope="module")
def as_made(django_db_setup, django_db_blocker):
    """Made once for hundreds of tests: each of them sees it, and takes back what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(as_made, db):
    return deepcopy(as_made)


def needed(action, person, holder):
    """What the verbs write along with the state, so that the database agrees."""
    now = timezone.now()
    if action in ("claim", "reopen", "serve_request", "assign", "take_over"):
        end, reviewer = now + timedelta(hours=1), person or holder
        return {"reviewer": reviewer, "claimed_at": now, "claim_expires_at": end}
    return {}


def tried(submission, action, person):
    """What came of it, undone again: the new state, or the name of the refusal."""
    changes = needed(action, person, submission.student)
    with transaction.atomic():
        point = transaction.savepoint()
        try:
            event = move(submission, Action(action), by=person, **changes)
        except (WrongState, NotAllowed) as refusal:
            result = type(refusal).__name__
        else:
            assert (event.kind, event.actor) == (action, person)
            assert event.to_state == submission.state
            result = submission.state
        transaction.savepoint_rollback(point)
    submission.refresh_from_db()
    return result


def expected(state, action, name):
    if (state, action) not in EXPECTED:
        return "WrongState"
    allowed, target = EXPECTED[state, action]
    return target if name in allowed else "NotAllowed"


def test_the_tables_know_the_same_words():
    assert set(STATES) == set(State.values)
    assert set(ACTIONS) == set(Action.values) == {a.value for a in TRANSITIONS}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", STATES)
def test_each_action_is_for_those_and_then(world, state, action):
    submission = world.submission(State(state))
    world.with_disputed_review(submission)
    came = {n: tried(submission, action, world.person(n)) for n in PEOPLE}
    assert came == {name: expected(state, action, name) for name in PEOPLE}


@pytest.mark.parametrize("state", STATES)
def test_buttons_show_what_would_be_allowed(world, state):
    submission = world.submission(State(state))
    world.with_disputed_review(submission)
    for name in set(PEOPLE) - {"system"}:
        offered = actions_for(submission, world.person(name))
        assert {action.value for action in offered} == {
            action
            for (source, action), (allowed, target) in EXPECTED.items()
            if source == state and name in allowed and target != NOTHING_THERE
        }, name


def test_an_author_who_is_certified_never_reviews_their_own_work(world):
    submission = world.submission(State.AWAITING_REVIEW)
    world.author.certifications.create(project=world.project, state="certified")
    assert tried(submission, "claim", world.author) == "NotAllowed"


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (State.APPROVED, "reopen"),
        (State.HELD, "grade_again"),
        (State.HELD, "refer_unchecked"),
    ],
)
def test_an_author_who_leads_decides_nothing_of_their_own_work(world, state, action):
    world.author.is_lead = True
    world.author.save()
    submission = world.submission(state)
    assert tried(submission, action, world.author) == "NotAllowed"


@pytest.mark.parametrize("standing", ["applied", "training", "paused", "blocked"])
def test_only_a_standing_certification_counts(world, standing):
    world.certified.certifications.update(state=standing)
    submission = world.submission(State.AWAITING_REVIEW)
    assert tried(submission, "claim", world.certified) == "NotAllowed"


def test_a_refusal_in_the_requirement_leaves_everything_as_it_was(world):
    submission = world.submission(State.RETURNED)

    def refuse(locked):
        raise WrongState("no")

    with pytest.raises(WrongState):
        move(submission, Action.APPEAL_CHECKS, by=world.author, require=refuse)
    submission.refresh_from_db()
    assert submission.state == State.RETURNED
    assert not submission.events.exists()


def test_the_event_tells_where_from_and_where_to(world):
    submission = world.submission(State.CHECKING)
    event = move(submission, Action.FAIL_CHECKS, by=None, body="w", data={"n": 1})
    assert (event.from_state, event.to_state) == ("checking", "returned")
    assert (event.actor, event.body, event.data) == (None, "w", {"n": 1})
