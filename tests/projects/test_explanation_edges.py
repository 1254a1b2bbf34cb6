"""Asking a student to explain: who may, who is told, what is left as it was, what the other half may not learn."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import Action, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import CohortLead, Explanation, Notification
from projects.operations import explanations, mailing
from projects.operations.erasure import erase
from projects.queries.explanations import asked_for, is_unexplained, waiting_count
from projects.workflow import actions_for
from tests import factories

WHY = "The same odd schedule."


@pytest.fixture
def asked(world):
    submission = world.claimed()
    explanations.ask(submission, by=world.assigned, reason=WHY, question="Which book?")
    return submission


@pytest.fixture
def other_lead(db):
    made = factories.lead("Other", leads_all_cohorts=False)
    CohortLead.objects.create(cohort=factories.cohort(), lead=made)
    return made


def told(person):
    return [note.event.kind for note in person.notifications.order_by("pk")]


def test_who_may_ask(world, other_lead):
    submission = world.claimed()
    for person in (world.author, world.stranger, world.certified, other_lead):
        with pytest.raises(NotAllowed):
            explanations.ask(submission, by=person, reason=WHY)
    assert not Explanation.objects.exists()
    submission.refresh_from_db()
    assert submission.claim_expires_at is not None, "the reviewer still holds it"
    assert not Notification.objects.filter(event__kind=Action.ASK_TO_EXPLAIN).exists()


def test_a_lead_of_another_cohort_hears_of_nothing_and_decides_nothing(
    world, asked, other_lead
):
    explanations.explain(asked, by=world.author, answer="From a book.")
    assert told(other_lead) == []
    assert waiting_count(other_lead) == 0
    assert waiting_count(world.lead) == 1
    assert list(asked_for(other_lead)) == []
    for verb in (explanations.resume_review, explanations.not_accept):
        with pytest.raises(NotAllowed):
            verb(asked, by=other_lead, reason="So.")


def test_a_lead_of_this_cohort_hears_and_one_whose_account_is_closed_does_not(
    world, asked
):
    mine, closed = (factories.lead(leads_all_cohorts=False) for _ in range(2))
    for lead in (mine, closed):
        CohortLead.objects.create(cohort=world.cohort, lead=lead)
    closed.is_active = False
    closed.save()
    explanations.explain(asked, by=world.author, answer="From a book.")
    assert told(mine) == ["explain"]
    assert told(closed) == []


def test_asked_twice_is_refused_and_the_first_question_stands(world, asked):
    with pytest.raises(WrongState):
        explanations.ask(asked, by=world.lead, reason="Again.")
    assert [one.question for one in asked.explanations.all()] == ["Which book?"]


def test_it_may_be_asked_anew_after_it_went_on_and_the_newest_is_answered(world, asked):
    explanations.explain(asked, by=world.author, answer="From a book.")
    explanations.resume_review(asked, by=world.lead, reason="Thank you.")
    second = explanations.ask(asked, by=world.lead, reason=WHY, question="Which page?")
    assert is_unexplained(asked)
    explanations.explain(asked, by=world.author, answer="Page 3.")
    second.refresh_from_db()
    assert second.answer == "Page 3."
    assert asked.explanations.last().answer == "From a book.", "the first is kept"


@pytest.mark.parametrize("who", ["stranger", "assigned", "lead", "admin"])
def test_only_the_student_answers(world, asked, who):
    with pytest.raises(NotAllowed):
        explanations.explain(asked, by=getattr(world, who), answer="I say.")
    assert is_unexplained(asked)


def test_an_answer_too_long_leaves_the_question_open(world, asked):
    with pytest.raises(Incomplete) as refusal:
        explanations.explain(asked, by=world.author, answer="x" * 10_001)
    assert refusal.value.field == "answer"
    assert is_unexplained(asked)
    assert told(world.lead) == []


@pytest.mark.parametrize(("minutes", "may"), [(1, False), (-1, True)])
def test_without_an_answer_it_ends_only_after_the_time(world, asked, minutes, may):
    asked.explanations.update(due_at=timezone.now() + timedelta(minutes=minutes))
    assert (Action.NOT_ACCEPT in actions_for(asked, world.lead)) is may
    if not may:
        with pytest.raises(WrongState):
            explanations.not_accept(asked, by=world.lead, reason="No.")
        assert not asked.reviews.exclude(published_at=None).exists()
    else:
        explanations.not_accept(asked, by=world.lead, reason="No answer came.")
        assert asked.state == State.UNREVIEWABLE
        with pytest.raises((WrongState, NotAllowed)):
            explanations.explain(asked, by=world.author, answer="Too late.")


def test_a_decision_is_recorded_with_who_and_why_and_made_once(world, asked):
    explanations.explain(asked, by=world.author, answer="From a book.")
    explanations.resume_review(asked, by=world.lead, reason="Convincing.")
    event = asked.events.last()
    assert (event.actor, event.body) == (world.lead, "Convincing.")
    for verb in (explanations.resume_review, explanations.not_accept):
        with pytest.raises(WrongState):
            verb(asked, by=world.admin, reason="Again.")


def test_a_lead_is_not_the_judge_of_their_own_work(world, asked):
    explanations.explain(asked, by=world.author, answer="From a book.")
    world.author.is_lead = True
    world.author.save()
    for verb in (explanations.resume_review, explanations.not_accept):
        with pytest.raises(NotAllowed):
            verb(asked, by=world.author, reason="I am innocent.")


def test_a_reviewer_who_left_meanwhile_is_told_nothing(world, asked):
    explanations.explain(asked, by=world.author, answer="From a book.")
    before = told(world.assigned)
    world.assigned.is_active = False
    world.assigned.save()
    explanations.resume_review(asked, by=world.lead, reason="Thank you.")
    assert asked.offered_first_to is None
    assert told(world.assigned)[: len(before)] == before


def test_a_reminder_is_for_leads_of_work_that_still_waits(world, asked):
    asked.explanations.update(due_at=timezone.now() - timedelta(minutes=1))
    erase(world.author, by=None)
    assert explanations.remind_leads() == 0
    assert told(world.lead) == []
    kept = asked.explanations.get()
    assert (kept.reason, kept.question, kept.answer) == ("", "", "")


def test_a_japanese_student_is_asked_in_japanese(world, mailoutbox):
    world.author.language = "ja"
    world.author.save()
    submission = world.claimed()
    explanations.ask(submission, by=world.lead, reason=WHY, question="どの本ですか。")
    mailing.send_waiting()
    [letter] = [one for one in mailoutbox if one.to == [world.author.email]]
    assert "どの本ですか。" in letter.body
    assert "A question about" not in letter.subject
    assert WHY not in letter.body


def test_reminding_costs_nothing_for_what_nobody_waits_for(
    world, asked, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert explanations.remind_leads() == 0
