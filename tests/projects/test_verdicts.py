"""Between sending a verdict and telling it: nobody reads it, and the reviewer can take it back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.enums import Action, EventKind, Judgement, State
from projects.errors import NotAllowed, WrongState
from projects.models import Event, Letter, Notification, Submission
from projects.operations import drafts, erasure, reviews, submissions, verdicts
from projects.queries.feedback import published_review
from projects.queries.queue import claimable_by
from projects.workflow import TRANSITIONS, actions_for
from tests import factories

TOLD = {
    Action.APPROVE: State.APPROVED,
    Action.REQUEST_CHANGES: State.CHANGES_REQUESTED,
    Action.CANNOT_REVIEW: State.UNREVIEWABLE,
}


@pytest.fixture(autouse=True)
def _grace(settings):
    settings.VERDICT_GRACE_S = 600


def send(world, action=Action.REQUEST_CHANGES) -> Submission:
    subject = world.claimed()
    judgement = Judgement.MEETS if action == Action.APPROVE else Judgement.CHANGES
    factories.judge_all(subject, world.assigned, judgement, "Because.")
    if action == Action.CANNOT_REVIEW:
        words = {"reason": "other", "body": "Send the data too."}
        reviews.cannot_review(subject, by=world.assigned, **words)
    elif action == Action.APPROVE:
        reviews.approve(subject, by=world.assigned)
    else:
        reviews.request_changes(subject, by=world.assigned)
    return subject


def pass_time(subject: Submission, seconds: int = 601) -> None:
    """As if it had been sent so much earlier."""
    ago = timedelta(seconds=seconds)
    Submission.objects.filter(pk=subject.pk).update(
        verdict_due_at=subject.verdict_due_at - ago,
        claim_expires_at=subject.claim_expires_at - ago,
    )
    subject.refresh_from_db()


@pytest.mark.parametrize("action", list(TOLD))
def test_until_it_is_told_nothing_has_changed_for_the_student(world, action):
    subject = send(world, action)
    assert subject.state == State.IN_REVIEW
    assert published_review(subject) is None
    assert subject.decided_at is None
    assert not subject.unable_reason
    assert not Notification.objects.filter(recipient=world.author).exists()
    assert not Letter.objects.exists()
    shown = subject.events.filter(kind__in=EventKind.shown_to_student())
    assert not shown.exists()
    assert actions_for(subject, world.author) == ()


@pytest.mark.parametrize(("action", "state"), TOLD.items())
def test_after_its_time_it_is_told_once(world, action, state):
    subject = send(world, action)
    assert not verdicts.tell(subject)
    pass_time(subject)
    assert verdicts.tell_all(Submission.objects.all()) == 1
    assert verdicts.tell_all(Submission.objects.all()) == 0
    assert not verdicts.tell(subject)
    subject.refresh_from_db()
    assert subject.state == state
    assert (subject.verdict_due_at, subject.pending_verdict) == (None, {})
    review = published_review(subject)
    assert (review.verdict, review.published_at) == (state, subject.decided_at)
    told = Notification.objects.get(recipient=world.author)
    assert (told.event.kind, told.event.actor) == (action, world.assigned)
    if action == Action.CANNOT_REVIEW:
        assert (review.unable_reason, review.general) == ("other", "Send the data too.")
        assert subject.unable_reason == "other"


def test_taken_back_it_is_the_draft_again_in_the_same_claim(world):
    subject = send(world)
    ends = subject.claim_expires_at
    pass_time(subject, 300)
    draft = verdicts.take_back(subject, by=world.assigned)
    assert not subject.is_decided()
    assert subject.state == State.IN_REVIEW
    assert subject.claim_expires_at == ends - timedelta(seconds=300)
    drafts.save_draft(subject, drafts.Draft(general="Better."), by=world.assigned)
    draft.refresh_from_db()
    assert draft.general == "Better."
    reviews.request_changes(subject, by=world.assigned)
    assert subject.is_decided()


def test_the_claims_clock_stands_still_meanwhile(world):
    subject = world.claimed()
    soon = timezone.now() + timedelta(seconds=30)
    Submission.objects.filter(pk=subject.pk).update(claim_expires_at=soon)
    factories.judge_all(subject, world.assigned, Judgement.MEETS)
    reviews.approve(subject, by=world.assigned)
    assert subject.claim_expires_at == soon + timedelta(seconds=600)


def test_a_claim_that_runs_out_meanwhile_frees_nothing(world):
    subject = send(world)
    long_ago = timezone.now() - timedelta(days=1)
    Submission.objects.filter(pk=subject.pk).update(
        claim_expires_at=long_ago, verdict_due_at=long_ago
    )
    assert not claimable_by(world.certified).exists()
    with pytest.raises(WrongState):
        reviews.claim(subject, by=world.certified)
    assert verdicts.tell(subject)


@pytest.mark.parametrize("passed", [0, 601])
def test_what_was_sent_is_not_written_in(world, passed):
    subject = send(world)
    pass_time(subject, passed)
    with pytest.raises(WrongState, match="Take it back"):
        drafts.save_draft(subject, drafts.Draft(general="Late."), by=world.assigned)


def test_a_second_verdict_needs_the_first_taken_back(world):
    subject = send(world)
    for publish in (reviews.request_changes, reviews.approve):
        with pytest.raises(WrongState):
            publish(subject, by=world.assigned)
    assert subject.pending_verdict["action"] == Action.REQUEST_CHANGES


def test_after_its_time_nothing_is_taken_back(world):
    subject = send(world)
    pass_time(subject)
    with pytest.raises(WrongState, match="the student reads it already"):
        verdicts.take_back(subject, by=world.assigned)
    assert verdicts.tell(subject)


@pytest.mark.parametrize("name", ["author", "certified", "lead", "admin"])
def test_it_is_the_reviewers_to_take_back(world, name):
    subject = send(world)
    with pytest.raises(NotAllowed):
        verdicts.take_back(subject, by=world.person(name))


def test_neither_dispute_nor_reopening_can_race_it(world):
    subject = send(world)
    for passed in (0, 601):
        pass_time(subject, passed)
        with pytest.raises(WrongState):
            submissions.dispute(subject, by=world.author, reasons={"code": "No."})
        with pytest.raises(WrongState):
            reviews.reopen(subject, by=world.lead, reason="No.")


def test_handed_back_by_a_lead_the_verdict_is_a_draft_again(world):
    subject = send(world)
    reviews.release(subject, by=world.lead)
    assert (subject.verdict_due_at, subject.pending_verdict) == (None, {})
    assert subject.state == State.AWAITING_REVIEW


def test_a_verdict_whose_time_is_over_is_not_handed_back(world):
    subject = send(world)
    pass_time(subject)
    with pytest.raises(WrongState, match="being told"):
        reviews.release(subject, by=world.lead)


def test_nothing_from_in_review_passes_over_a_verdict_whose_time_is_over(world):
    """But the end of the account, and the three verdicts themselves."""
    subject = send(world)
    pass_time(subject)
    free = {
        action
        for action, transition in TRANSITIONS.items()
        if State.IN_REVIEW in transition.sources
        and all(guard.holds(None, subject) for guard in transition.guards)
    }
    assert free == {Action.CLOSE, *TOLD}


def test_it_is_no_review_in_hand_and_a_reviewer_does_not_leave_with_it(world, settings):
    settings.REVIEWS_IN_HAND = 1
    send(world)
    other = factories.submission(world.project, state=State.AWAITING_REVIEW)
    reviews.claim(other, by=world.assigned)
    reviews.release(other, by=world.assigned)
    with pytest.raises(WrongState, match="1 review is still in hand"):
        erasure.erase(world.assigned, by=world.assigned)


def test_a_student_who_leaves_takes_it_with_them(world):
    subject = send(world)
    erasure.erase(world.author, by=world.author)
    subject.refresh_from_db()
    assert (subject.state, subject.verdict_due_at) == (State.WITHDRAWN, None)
    assert verdicts.tell_all(Submission.objects.all()) == 0


def test_one_that_cannot_be_told_keeps_no_other_back(world, caplog):
    first = send(world)
    pass_time(first)
    broken = first.pending_verdict | {"action": Action.DISPUTE}
    Submission.objects.filter(pk=first.pk).update(pending_verdict=broken)
    second = factories.submission(
        world.project, state=State.IN_REVIEW, reviewed_by=world.certified
    )
    factories.judge_all(second, world.certified, Judgement.MEETS)
    reviews.approve(second, by=world.certified)
    pass_time(second)
    assert verdicts.tell_all(Submission.objects.all()) == 1
    assert "was not told" in caplog.text


def test_without_a_grace_it_is_told_at_once(world, settings):
    settings.VERDICT_GRACE_S = 0
    subject = send(world)
    assert subject.state == State.CHANGES_REQUESTED
    assert not Event.objects.filter(kind=EventKind.DECIDE).exists()


def test_the_database_knows_no_pending_verdict_outside_a_review(world):
    subject = world.submission(State.APPROVED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=subject.pk).update(verdict_due_at=timezone.now())
