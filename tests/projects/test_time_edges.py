"""At the very moment: claims, offers, verdicts and windows, each before, at and after its end.

The row (`Submission`), the query (`SubmissionQuerySet`) and the guard have to say the same.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects import guards
from projects.enums import State
from projects.models import Submission
from tests import factories

MOMENT = timedelta(microseconds=1)
BEFORE, AT, AFTER = -MOMENT, timedelta(0), MOMENT


@pytest.fixture
def now(monkeypatch):
    """Time stands still."""
    stopped = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: stopped)
    return stopped


def found(rows, submission):
    return rows.filter(pk=submission.pk).exists()


@pytest.mark.parametrize(
    ("end", "is_over"), [(BEFORE, True), (AT, True), (AFTER, False)]
)
def test_a_claim_is_over_at_its_end_for_the_row_and_for_the_queue(
    world, now, end, is_over
):
    held = world.submission(State.IN_REVIEW, claim_expires_at=now + end)
    rows = Submission.objects.all()
    assert held.claim_expired() is is_over
    assert found(rows.free_to_claim(), held) is is_over
    assert found(rows.in_hand(), held) is not is_over
    assert held.state_now() == (State.AWAITING_REVIEW if is_over else State.IN_REVIEW)


@pytest.mark.parametrize("end", [BEFORE, AFTER])
@pytest.mark.parametrize(
    "state", [one for one in State if one not in (State.IN_REVIEW, *State.queued())]
)
def test_a_claim_that_a_row_kept_from_before_puts_it_into_no_queue(
    world, now, state, end
):
    """A student who leaves takes work out of a reviewer's hands, the end of the claim with it."""
    work = world.submission(
        state, reviewer=world.assigned, claim_expires_at=now + end, queued_at=now
    )
    rows = Submission.objects.all()
    assert not found(rows.free_to_claim(), work)
    assert not found(rows.in_hand(), work)
    assert not work.claim_expired()


@pytest.mark.parametrize("end", [BEFORE, AT, AFTER])
def test_a_claim_with_a_verdict_that_was_sent_is_neither_free_nor_in_hand(
    world, now, end
):
    sent = world.submission(
        State.IN_REVIEW, claim_expires_at=now + end, verdict_due_at=now + 2 * MOMENT
    )
    rows = Submission.objects.all()
    assert not sent.claim_expired()
    assert not found(rows.free_to_claim(), sent)
    assert not found(rows.in_hand(), sent)
    assert found(rows.decided(), sent)


@pytest.mark.parametrize(
    ("due", "is_over"), [(BEFORE, True), (AT, True), (AFTER, False)]
)
def test_a_verdict_is_to_be_told_from_its_moment_and_taken_back_until_then(
    world, now, due, is_over
):
    sent = world.submission(State.IN_REVIEW, verdict_due_at=now + due)
    person = world.assigned
    assert found(Submission.objects.to_be_told(), sent) is is_over
    assert sent.is_to_be_told() is is_over
    assert guards.may_be_taken_back(person, sent) is not is_over
    assert guards.may_be_told(person, sent) is is_over
    assert guards.is_not_to_be_told(person, sent) is not is_over
    assert not guards.is_undecided(person, sent)


def test_without_a_verdict_there_is_nothing_to_take_back_and_nothing_to_tell(
    world, now
):
    held, person = world.submission(State.IN_REVIEW), world.assigned
    assert guards.is_undecided(person, held)
    assert guards.is_not_to_be_told(person, held)
    assert guards.may_be_told(person, held)
    assert not guards.may_be_taken_back(person, held)
    assert not found(Submission.objects.to_be_told(), held)
    assert not found(Submission.objects.decided(), held)


@pytest.mark.parametrize(
    ("until", "is_kept"), [(BEFORE, False), (AT, False), (AFTER, True)]
)
def test_an_offer_to_one_reviewer_ends_for_the_row_and_for_the_queue_at_once(
    world, now, until, is_kept
):
    work = world.submission(
        State.AWAITING_REVIEW,
        offered_first_to=world.assigned,
        offered_until=now + until,
    )
    rows = Submission.objects.all()
    assert work.is_kept_for_another(world.certified) is is_kept
    assert guards.is_open_to(world.certified, work) is not is_kept
    assert found(rows.offered_to(world.certified), work) is not is_kept
    assert guards.is_open_to(world.assigned, work)
    assert found(rows.offered_to(world.assigned), work)
    assert guards.is_open_to(None, work), "the system is bound by no offer"


@pytest.mark.parametrize(
    ("early", "is_open"), [(BEFORE, False), (AT, True), (AFTER, True)]
)
def test_a_review_is_disputed_until_the_last_moment_of_its_days(
    world, now, settings, early, is_open
):
    window = timedelta(days=settings.DISPUTE_DAYS)
    judged = world.submission(State.CHANGES_REQUESTED, decided_at=now - window + early)
    assert guards.is_in_dispute_window(world.author, judged) is is_open


def test_what_was_never_decided_has_no_window_for_a_dispute(world):
    waiting = world.submission(State.AWAITING_REVIEW)
    assert not guards.is_in_dispute_window(world.author, waiting)


def test_hands_are_free_until_the_last_one_that_the_reviewer_may_use(world, settings):
    settings.REVIEWS_IN_HAND = 2
    waiting = world.submission(State.AWAITING_REVIEW)
    free = []
    for _ in range(3):
        free.append(guards.has_hand_free(world.certified, waiting))
        factories.submission(
            world.project, state=State.IN_REVIEW, reviewed_by=world.certified
        )
    assert free == [True, True, False]
    assert guards.has_hand_free(world.assigned, waiting), "others' hands are theirs"


@pytest.mark.parametrize(
    ("own", "sites", "is_free"),
    [
        (1, 3, False),  # their own limit is the smaller
        (2, 3, True),
        (9, 1, False),  # but the site's is the most
        (None, 2, True),
        (None, 1, False),
    ],
)
def test_a_reviewers_own_limit_counts_as_far_as_the_site_allows(
    world, settings, own, sites, is_free
):
    settings.REVIEWS_IN_HAND = sites
    world.certified.reviews_in_hand = own
    factories.submission(
        world.project, state=State.IN_REVIEW, reviewed_by=world.certified
    )
    waiting = world.submission(State.AWAITING_REVIEW)
    assert guards.has_hand_free(world.certified, waiting) is is_free


@pytest.mark.parametrize(
    ("answered", "late", "heard"),
    [
        (False, BEFORE, True),
        (False, AT, True),
        (False, AFTER, False),
        (True, AFTER, True),
        (True, BEFORE, True),
    ],
)
def test_a_student_is_heard_with_an_answer_or_at_the_end_of_their_days(
    world, now, answered, late, heard
):
    work = world.submission(State.AWAITING_REVIEW)
    factories.explanation(
        work, world.lead, due_at=now + late, answered_at=now if answered else None
    )
    assert guards.was_heard(world.lead, work) is heard
    assert guards.is_unexplained(world.author, work) is not answered


def test_who_was_asked_nothing_has_nothing_to_explain_and_was_not_heard(world):
    work = world.submission(State.AWAITING_REVIEW)
    assert not guards.is_unexplained(world.author, work)
    assert not guards.was_heard(world.lead, work)


def test_a_second_question_is_not_answered_by_the_first_answer(world, now):
    work = world.submission(State.AWAITING_REVIEW)
    long_ago = now - timedelta(days=20)
    factories.explanation(
        work, world.lead, asked_at=long_ago, due_at=long_ago, answered_at=long_ago
    )
    assert guards.was_heard(world.lead, work)
    factories.explanation(work, world.lead)
    assert guards.is_unexplained(world.author, work)
    assert not guards.was_heard(world.lead, work)
