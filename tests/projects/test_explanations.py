"""A student is asked to explain alike code; a lead decides; no clock decides anything."""

from datetime import timedelta

import pytest
from django.core import mail

from projects.enums import Judgement, State, UnableReason
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Event, Likeness, Submission
from projects.operations import claims, explanations, mailing, reviews, submissions
from projects.operations.erasure import erase
from projects.operations.grading.sweeping import sweep
from projects.queries.explanations import awaiting_decision, explanation_of
from projects.queries.feedback import published_review
from projects.queries.queue import claimable_by
from tests import factories

WHY = "The training loop has the same odd schedule."


def alike(world, submission):
    """It is found alike the work of the stranger."""
    other = factories.submission(
        world.project, world.stranger, world.cohort, State.APPROVED
    )
    return Likeness.objects.create(
        submission=submission, other=other, shared=[1], share=0.9
    )


@pytest.fixture
def asked(world):
    submission = world.claimed()
    explanations.ask(
        submission, by=world.assigned, reason=WHY, question="**Which** book?"
    )
    return submission


def answer(world, submission):
    explanations.explain(submission, by=world.author, answer="From a *book*.")


def let_time_pass(submission, days=explanations.EXPLANATION_DAYS):
    past = timedelta(days=days, minutes=1)
    for row in submission.explanations.all():
        row.due_at -= past
        row.save()
    for event in submission.events.all():
        Event.objects.filter(pk=event.pk).update(at=event.at - past)


def told(person):
    return [note.event.kind for note in person.notifications.order_by("pk")]


def fresh(row):
    row.refresh_from_db()
    return row


def test_it_is_with_nobodys_clock_and_keeps_its_place(world):
    submission = world.claimed()
    place = submission.queued_at
    explanations.ask(submission, by=world.assigned, reason=WHY)
    assert submission.state == State.EXPLAINING
    assert (submission.claim_expires_at, submission.queued_at) == (None, place)
    assert not claimable_by(world.certified).exists()
    assert not Submission.objects.in_hand().exists()
    later = factories.submission(world.project, state=State.AWAITING_REVIEW)
    assert reviews.claim(later, by=world.assigned), "no hand is full because of it"


def test_a_reason_is_needed_and_nothing_is_stored_without(world):
    submission = world.claimed()
    with pytest.raises(Incomplete, match="Say why"):
        explanations.ask(submission, by=world.assigned, reason="  ")
    assert fresh(submission).state == State.IN_REVIEW
    assert explanation_of(submission) is None


@pytest.mark.parametrize("told_by", ["name", "email"])
def test_the_other_student_is_not_named_to_this_one(world, told_by):
    submission = world.claimed()
    found = alike(world, submission)
    question = f"Do you know {getattr(world.stranger, told_by).upper()}?"
    with pytest.raises(Incomplete, match="names the other student"):
        explanations.ask(
            submission,
            by=world.assigned,
            reason=WHY,
            question=question,
            likeness=found,
        )


def test_the_student_is_told_with_the_question_and_never_the_reason(world, asked):
    assert told(world.author)[-1] == "ask_to_explain"
    mailing.send_waiting()
    (letter,) = [one for one in mail.outbox if one.to == [world.author.email]]
    html = letter.alternatives[0].content
    assert letter.subject.startswith("A question about your work")
    assert "nothing has been decided" in letter.body
    assert "Please answer by" in letter.body
    assert "<strong>Which</strong> book?" in html
    assert f"/submissions/{asked.uid}/#explanation" in html
    for part in (letter.body, html):
        assert WHY not in part
        assert str(world.assigned) not in part


def test_a_lead_who_asks_tells_the_holder(world):
    submission = world.claimed()
    explanations.ask(submission, by=world.lead, reason=WHY)
    assert told(world.assigned) == ["ask_to_explain"]


def test_leads_hear_of_the_answer_and_decide(world, asked):
    answer(world, asked)
    assert told(world.lead) == told(world.admin) == ["explain"]
    mailing.send_waiting()
    (letter,) = [one for one in mail.outbox if one.to == [world.lead.email]]
    assert "waits for your decision" in letter.body
    assert f"/submissions/{asked.uid}/explanation/" in letter.body
    assert list(awaiting_decision()) == [asked]


def test_it_is_answered_once(world, asked):
    answer(world, asked)
    with pytest.raises(WrongState, match="arrived already"):
        answer(world, asked)


def test_no_words_are_no_answer(world, asked):
    with pytest.raises(Incomplete):
        explanations.explain(asked, by=world.author, answer=" ")
    assert explanation_of(asked).answered_at is None


def test_the_review_goes_on_with_the_same_reviewer_first(world, asked):
    place = asked.queued_at
    answer(world, asked)
    explanations.resume_review(asked, by=world.lead, reason="Thank you.")
    assert (asked.state, asked.queued_at) == (State.AWAITING_REVIEW, place)
    assert told(world.author)[-1] == told(world.assigned)[-1] == "resume_review"
    assert asked.events.last().body == "Thank you."
    assert not claimable_by(world.certified).exists(), "offered to one first"
    assert list(claimable_by(world.assigned)) == [asked]
    draft = reviews.claim(asked, by=world.assigned)
    assert draft == asked.reviews.get(), "what was written is there"


def test_whom_it_cannot_go_back_to_it_is_not_offered_to(world, asked):
    world.assigned.certifications.all().delete()
    explanations.resume_review(asked, by=world.lead, reason="Thank you.")
    assert asked.offered_first_to is None
    assert list(claimable_by(world.certified)) == [asked]


def test_disputed_work_goes_back_to_the_dispute(world):
    submission = world.decided(Judgement.CHANGES)
    submissions.dispute(submission, by=world.author, reasons={"code": "No."})
    explanations.ask(submission, by=world.lead, reason=WHY)
    explanations.resume_review(submission, by=world.lead, reason="Thank you.")
    assert submission.state == State.DISPUTED


def test_a_lead_ends_it_with_words_once_the_student_was_heard(world, asked):
    with pytest.raises(WrongState, match="still has time"):
        explanations.not_accept(asked, by=world.lead, reason="No.")
    answer(world, asked)
    explanations.not_accept(asked, by=world.lead, reason="See the honour code.")
    assert (asked.state, asked.unable_reason) == (
        State.UNREVIEWABLE,
        UnableReason.PLAGIARISM,
    )
    review = published_review(asked)
    assert (review.reviewer, review.general) == (world.lead, "See the honour code.")
    assert told(world.author)[-1] == "not_accept"
    assert "not_accept" in told(world.assigned)
    mailing.send_waiting()
    letters = [one for one in mail.outbox if one.to == [world.author.email]]
    assert "See the honour code." in letters[-1].body
    again = reviews.reopen(asked, by=world.admin, reason="Looked at it once more.")
    assert again.submission.state == State.IN_REVIEW


@pytest.mark.parametrize("verb", [explanations.not_accept, explanations.resume_review])
def test_a_decision_has_a_reason_and_is_a_leads(world, asked, verb):
    answer(world, asked)
    with pytest.raises(Incomplete, match="Say why"):
        verb(asked, by=world.lead, reason="")
    for who in (world.author, world.assigned, world.stranger):
        with pytest.raises(NotAllowed):
            verb(asked, by=who, reason="So.")
    assert fresh(asked).state == State.EXPLAINING


def test_time_that_passes_shows_the_lead_and_changes_nothing(world, asked):
    assert explanations.remind_leads() == 0, "the student still has time"
    let_time_pass(asked)
    sweep()
    claims.warn_before_end()
    assert explanations.remind_leads() == 1
    assert explanations.remind_leads() == 0, "once a day"
    assert fresh(asked).state == State.EXPLAINING
    assert told(world.lead) == ["explanation_waits"]
    mailing.send_waiting()
    (letter,) = [one for one in mail.outbox if one.to == [world.lead.email]]
    assert "Nothing follows from that by itself" in letter.body
    answer(world, asked)  # late, and heard all the same
    assert told(world.lead)[-1] == "explain"
    let_time_pass(asked, days=1)
    assert explanations.remind_leads() == 1


def test_the_student_may_withdraw_and_hand_in_anew(world, asked):
    submissions.withdraw(asked, by=world.author)
    assert asked.state == State.WITHDRAWN
    assert not awaiting_decision().exists()
    assert world.submission(State.CHECKING).attempt == 2


def test_the_other_students_erasure_leaves_the_question(world):
    submission = world.claimed()
    found = alike(world, submission)
    explanations.ask(submission, by=world.assigned, reason=WHY, likeness=found)
    erase(world.stranger, by=None)
    assert explanation_of(submission).likeness is None
    answer(world, submission)


def test_a_verdict_on_its_way_is_a_draft_again(world, settings):
    settings.VERDICT_GRACE_S = 600
    submission = world.decided(Judgement.MEETS)
    explanations.ask(submission, by=world.lead, reason=WHY)
    assert (submission.verdict_due_at, submission.pending_verdict) == (None, {})
