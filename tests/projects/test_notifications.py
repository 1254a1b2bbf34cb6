"""Who is told of what, once, and in their own language."""

import pytest
from celery import current_app
from django.core import mail
from kombu.exceptions import OperationalError

from projects.enums import Judgement, LetterState, State
from projects.models import Letter, Notification
from projects.operations import grading, mailing, notifications, reviews, submissions
from tests import factories
from tests.projects.test_grading import outcome, take


def told(person):
    return [n.event.kind for n in person.notifications.order_by("pk")]


def test_the_student_hears_of_the_checks(world):
    submission = world.submission(State.CHECKING)
    grading.start_run(submission)
    grading.finish_step(take(), outcome(passed=False))
    assert told(world.author) == ["fail_checks"]


def test_the_student_hears_of_the_verdict_but_not_of_the_churn(world):
    submission = world.claimed()
    reviews.release(submission, by=world.assigned)
    assert told(world.author) == []
    reviews.claim(submission, by=world.assigned)
    factories.judge_all(submission, world.assigned, Judgement.MEETS)
    reviews.approve(submission, by=world.assigned)
    assert told(world.author) == ["approve"]


def test_both_hear_of_a_reopening_and_the_lead_does_not_tell_themself(world):
    submission = world.decided(Judgement.MEETS)
    reviews.reopen(submission, by=world.lead, reason="A slip.")
    assert told(world.author) == ["approve", "reopen"]
    assert told(world.assigned) == ["reopen"]
    assert told(world.lead) == []


def test_what_students_do_themselves_is_no_news_to_them(world):
    submission = world.submission(State.RETURNED)
    submissions.appeal_checks(submission, by=world.author, reason="It is right.")
    submissions.withdraw(submission, by=world.author)
    assert told(world.author) == []


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "Meets specifications: Project"), ("ja", "課題")],
)
def test_a_letter_goes_out_in_the_readers_language(world, settings, language, subject):
    world.author.language = language
    world.author.save()
    settings.BASE_URL = "https://reviews.example.org"
    submission = world.decided(Judgement.MEETS)
    assert mail.outbox == []
    mailing.send_waiting()
    (letter,) = mail.outbox
    assert letter.to == [world.author.email]
    assert subject in letter.subject
    assert f"https://reviews.example.org/submissions/{submission.uid}/" in letter.body


def test_nobody_gets_a_letter_about_what_was_rolled_back(world):
    submission = world.claimed()
    with pytest.raises(reviews.Incomplete):
        reviews.approve(submission, by=world.assigned)
    assert not Letter.objects.exists()
    assert not Notification.objects.exists()


def test_a_broker_that_is_down_undoes_nothing(
    world, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    """The letter waits in the database, and beat's sweep takes it."""

    def down(*_, **__):
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", down)
    with django_capture_on_commit_callbacks(execute=True):
        submission = world.decided(Judgement.MEETS)
    submission.refresh_from_db()
    assert submission.state == State.APPROVED
    assert told(world.author) == ["approve"]
    assert Letter.objects.get().state == LetterState.WAITING


def test_telling_twice_is_one_letter(world):
    submission = world.decided(Judgement.MEETS)
    notifications.notify(submission.events.get(kind="approve"))
    assert Letter.objects.count() == 1


def test_reading_marks_one_submission_or_all(world):
    first = world.decided(Judgement.CHANGES)
    second = world.decided(Judgement.MEETS)
    assert notifications.mark_read(by=world.author, submission_id=first.pk) == 1
    unread = world.author.notifications.get(read_at=None)
    assert unread.event.submission == second
    assert notifications.mark_read(by=world.author) == 1
    assert notifications.mark_read(by=world.author) == 0
