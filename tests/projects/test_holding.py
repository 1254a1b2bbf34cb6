"""What a fault of ours left unchecked waits for staff before any reviewer sees it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from projects.enums import LetterState, RunState, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Event, Letter
from projects.operations import grading, mailing, submissions
from projects.operations.grading.holding import hold
from projects.queries.held import held_by_fault, held_for
from projects.queries.queue import claimable_by
from projects.queries.regrades import to_regrade
from projects.queries.review_room import rows_of, waiting
from tests import factories

WHY = "The disk is replaced tomorrow."


@pytest.fixture
def held(world):
    submission = world.submission(State.CHECKING)
    submission.runs.create(number=1, state=RunState.ERRORED)
    hold(submission)
    return submission


def fresh(row):
    row.refresh_from_db()
    return row


def told(person):
    return [note.event.kind for note in person.notifications.order_by("pk")]


def long_ago(kind):
    Event.objects.filter(kind=kind).update(at=timezone.now() - timedelta(hours=25))


def test_no_reviewer_sees_it(world, held):
    assert not claimable_by(world.certified).exists()
    assert not waiting(world.lead).exists()
    assert list(held_by_fault(world.lead)) == [held]
    assert held_for(world.lead).count() == 1


def test_staff_and_the_student_are_told(world, held):
    for person in (world.lead, world.admin, world.author):
        assert told(person) == ["hold_checks"]
    assert told(world.certified) == []


def test_a_lead_is_told_of_their_own_work_as_its_student_only(world):
    world.author.is_lead = True
    world.author.save()
    hold(world.submission(State.CHECKING))
    assert told(world.author) == ["hold_checks"]


def test_the_letter_to_staff_says_what_to_do(world, held, settings):
    settings.BASE_URL = "https://reviews.example.org"
    mailing.send_waiting()
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert letters.keys() == {
        person.email for person in (world.lead, world.admin, world.author)
    }
    body = letters[world.lead.email].body
    assert "grade it again" in body
    assert "https://reviews.example.org/held/" in body
    assert "your submission" in letters[world.author.email].body


def test_an_outage_is_one_letter_and_many_lines_in_the_inbox(world, held):
    for _ in range(3):
        hold(factories.submission(world.project, in_=world.cohort))
    assert told(world.lead) == ["hold_checks"] * 4
    letters = Letter.objects.filter(recipient=world.lead)
    assert letters.get().state == LetterState.WAITING


def test_graded_again_it_is_being_checked(world, held):
    run = grading.rerun(held, by=world.lead)
    assert fresh(held).state == State.CHECKING
    assert (run.number, run.state) == (2, RunState.QUEUED)
    event = held.events.last()
    assert (event.kind, event.actor) == ("grade_again", world.lead)


def test_passed_on_unchecked_with_a_reason_that_is_kept(world, held):
    grading.refer_unchecked(held, by=world.admin, reason=f" {WHY} ")
    assert fresh(held).state == State.AWAITING_REVIEW
    event = held.events.last()
    assert (event.kind, event.actor) == ("refer_unchecked", world.admin)
    assert (event.data, event.body) == ({"reason": WHY}, ""), "not for the student"
    assert list(claimable_by(world.certified)) == [held]
    (row,) = rows_of(waiting(world.lead).values_list("pk", flat=True))
    assert row.is_unchecked
    assert told(world.author) == ["hold_checks", "refer_unchecked"]


def test_not_without_a_reason(world, held):
    with pytest.raises(Incomplete):
        grading.refer_unchecked(held, by=world.lead, reason="  ")
    assert fresh(held).state == State.HELD


@pytest.mark.parametrize("name", ["author", "certified", "stranger"])
def test_others_decide_nothing(world, held, name):
    with pytest.raises(NotAllowed):
        grading.refer_unchecked(held, by=world.person(name), reason=WHY)
    with pytest.raises(NotAllowed):
        grading.rerun(held, by=world.person(name))


def test_what_is_checked_is_not_passed_on_unchecked(world):
    submission = world.submission(State.CHECKING)
    with pytest.raises(WrongState):
        grading.refer_unchecked(submission, by=world.lead, reason=WHY)


def test_the_student_may_withdraw_it_and_has_lost_no_attempt(world, held):
    assert held.attempt == 1
    submissions.withdraw(held, by=world.author)
    assert fresh(held).state == State.WITHDRAWN


def test_staff_are_reminded_every_day_until_they_decide(world, held):
    assert grading.sweep()["reminded"] == 0
    long_ago("hold_checks")
    assert grading.sweep()["reminded"] == 1
    assert grading.sweep()["reminded"] == 0
    assert told(world.lead) == ["hold_checks", "staff_reminded"]
    assert told(world.author) == ["hold_checks"], "that is staff's business"
    long_ago("staff_reminded")
    assert grading.sweep()["reminded"] == 1
    grading.rerun(held, by=world.lead)
    Event.objects.update(at=timezone.now() - timedelta(hours=25))
    assert grading.sweep()["reminded"] == 0


def test_held_again_after_another_fault(world, held):
    run = grading.rerun(held, by=world.lead)
    run.steps.update(state="cancelled")
    run.state = RunState.QUARANTINED
    run.save()
    assert grading.sweep()["repaired"] == 1
    assert fresh(held).state == State.HELD


def test_a_regrade_leaves_it_to_staff(world, held):
    assert not to_regrade(world.cohort, world.project, "b" * 64).exists()
