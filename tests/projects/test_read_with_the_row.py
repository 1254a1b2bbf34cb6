"""What a page reads along with a row (`known_for`) says the same as a question of its own would."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects import guards, rules
from projects.enums import State
from projects.models import CohortLead, Submission
from projects.workflow import actions_for
from tests import factories

QUESTIONS = (
    rules.leads_work,
    rules.is_certified,
    rules.has_disputed_review,
    guards.has_hand_free,
    guards.is_latest,
)
PEOPLE = (
    *("author", "stranger", "certified", "assigned", "uncertified", "disputed"),
    *("lead", "admin", "lead_here", "lead_elsewhere", "unproved", "full"),
)


@pytest.fixture
def people(world, settings):
    settings.REVIEWS_IN_HAND = 1
    found = {name: world.person(name) for name in PEOPLE if hasattr(world, name)}
    for name, cohort in (
        ("lead_here", world.cohort),
        ("lead_elsewhere", factories.cohort()),
    ):
        found[name] = factories.lead(leads_all_cohorts=False)
        CohortLead.objects.create(cohort=cohort, lead=found[name])
    found["unproved"] = factories.unproved()
    factories.certify(found["unproved"], world.project)
    found["full"] = factories.reviewer(world.project)
    factories.submission(
        world.project, state=State.IN_REVIEW, reviewed_by=found["full"]
    )
    return found


def read_for(person, submission):
    return Submission.objects.known_for(person).get(pk=submission.pk)


def answers(person, submission):
    said = {one.__name__: one(person, submission) for one in QUESTIONS}
    return said | {"actions": actions_for(submission, person)}


@pytest.mark.parametrize("state", State)
def test_each_person_is_offered_the_same_of_each_state(world, people, state):
    submission = world.submission(state)
    world.with_disputed_review(submission)
    for name, person in people.items():
        alone = Submission.objects.get(pk=submission.pk)
        along = read_for(person, submission)
        assert answers(person, along) == answers(person, alone), name


def test_the_answers_differ_from_person_to_person(world, people):
    """Else the comparison above would hold of anything."""
    submission = world.submission(State.AWAITING_REVIEW)
    world.with_disputed_review(submission)
    read = {
        name: answers(one, read_for(one, submission)) for name, one in people.items()
    }
    holds = {
        question: {name for name in read if read[name][question]}
        for question in ("leads_work", "is_certified", "has_disputed_review")
    }
    assert holds == {
        "leads_work": {"lead", "admin", "lead_here"},
        "is_certified": {"certified", "assigned", "disputed", "full"},
        "has_disputed_review": {"disputed"},
    }
    full = {name for name in read if not read[name]["has_hand_free"]}
    assert full == {"full"}


def test_what_was_read_for_one_person_is_not_believed_of_another(world, people):
    submission = world.submission(State.AWAITING_REVIEW)
    world.with_disputed_review(submission)
    for reader in ("full", "disputed", "lead_here"):
        along = read_for(people[reader], submission)
        for name, person in people.items():
            alone = Submission.objects.get(pk=submission.pk)
            assert answers(person, along) == answers(person, alone), (reader, name)


@pytest.mark.parametrize(
    ("newer", "is_latest"),
    [
        ([], True),
        ([State.WITHDRAWN], True),
        ([State.RETURNED], False),
        ([State.RETURNED, State.WITHDRAWN], False),
    ],
)
def test_a_newer_attempt_that_counts_is_seen_either_way(world, newer, is_latest):
    first = world.submission(State.CHANGES_REQUESTED)
    for state in newer:
        world.submission(state)
    assert first.is_superseded() is not is_latest
    assert read_for(world.author, first).is_superseded() is not is_latest


@pytest.mark.parametrize("other", ["student", "project", "cohort"])
def test_attempts_of_anything_else_make_nothing_old(world, other):
    first = world.submission(State.CHANGES_REQUESTED)
    made = {"of": world.project, "by": world.author, "in_": world.cohort}
    made |= {
        "student": {"by": world.stranger},
        "project": {"of": factories.project()},
        "cohort": {"in_": factories.cohort()},
    }[other]
    factories.submission(**made, state=State.RETURNED, attempt=9)
    assert not first.is_superseded()
    assert not read_for(world.author, first).is_superseded()


def test_a_draft_of_somebody_who_was_disputed_bars_nobody_either_way(world):
    submission = world.submission(State.AWAITING_REVIEW)
    world.with_disputed_review(submission)
    submission.reviews.update(published_at=None)
    along = read_for(world.disputed, submission)
    assert not rules.has_disputed_review(world.disputed, along)
    assert rules.may_claim(world.disputed, along)


def test_criteria_are_counted_of_the_works_own_rubric(world):
    submission = world.submission(State.IN_REVIEW)
    factories.project()  # with criteria of its own
    assert read_for(world.assigned, submission).criteria_count == 2


def test_only_what_is_in_hand_now_fills_the_hands(world, settings):
    settings.REVIEWS_IN_HAND = 1
    waiting = world.submission(State.AWAITING_REVIEW)
    now = timezone.now()
    for fields in (
        {"state": State.APPROVED},
        {"state": State.IN_REVIEW, "claim_expires_at": now - timedelta(hours=1)},
        {"state": State.IN_REVIEW, "verdict_due_at": now + timedelta(hours=1)},
    ):
        factories.submission(world.project, reviewed_by=world.certified, **fields)
    assert read_for(world.certified, waiting).reader_holds == 0
    assert guards.has_hand_free(world.certified, waiting)
