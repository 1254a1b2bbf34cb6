"""At once, once a day or not: what each person chose, and what holds without a choice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from projects.enums import EventKind, LetterKind, LetterState, State
from projects.models import (
    Delivery,
    Event,
    Letter,
    LetterPreference,
    Notification,
    Topic,
)
from projects.operations import erasure, mailing, outbox, tokens
from projects.operations.letters.preferences import (
    change_by_link,
    choose_deliveries,
    deliveries_of,
    topic_of,
)
from projects.operations.notifications import notify, notify_person
from projects.queries.personal import account_of
from tests import factories

pytestmark = pytest.mark.django_db


def verdict(student=None) -> Event:
    subject = factories.submission(by=student, state=State.APPROVED)
    return Event.objects.create(
        submission=subject, kind=EventKind.APPROVE, to_state=State.APPROVED
    )


def told(delivery: str, student=None) -> Event:
    event = verdict(student)
    choose_deliveries(by=event.submission.student, chosen={Topic.VERDICTS: delivery})
    notify(event)
    return event


def test_without_a_choice_all_but_a_few_topics_of_staff_come_at_once():
    daily = {
        topic
        for topic, delivery in deliveries_of(factories.user()).items()
        if delivery != Delivery.AT_ONCE
    }
    assert daily == {Topic.RATINGS, Topic.DISPUTES, Topic.APPLICANTS}


@pytest.mark.parametrize(
    ("delivery", "kinds"),
    [
        (Delivery.AT_ONCE, [LetterKind.NEWS]),
        (Delivery.DAILY, [LetterKind.DIGEST]),
        (Delivery.NEVER, []),
    ],
)
def test_the_inbox_has_it_and_the_letter_comes_as_chosen(delivery, kinds):
    student = told(delivery).submission.student
    assert student.notifications.count() == 1
    assert [one.kind for one in student.letters.all()] == kinds


def test_news_of_a_day_leave_together_once(settings):
    event = told(Delivery.DAILY)
    student = event.submission.student
    told(Delivery.DAILY, student)
    notify(event)
    letter = student.letters.get()
    assert mailing.send_waiting() == {}, "not before its hour"
    assert letter.next_try_at.hour == settings.DIGEST_HOUR
    assert letter.next_try_at - timezone.now() <= timedelta(days=1)
    Letter.objects.update(next_try_at=timezone.now())
    assert mailing.send_waiting() == {LetterState.SENT: 1}
    (sent,) = mail.outbox
    assert sent.subject == "ReviewHub: 2 new things"
    assert f"{event.submission.uid}" in sent.body
    told(Delivery.DAILY, student)
    assert student.letters.filter(state=LetterState.WAITING).count() == 1


def test_what_was_read_meanwhile_is_left_out_and_nothing_is_no_letter():
    student = told(Delivery.DAILY).submission.student
    Notification.objects.update(read_at=timezone.now())
    Letter.objects.update(next_try_at=timezone.now())
    assert mailing.send_waiting() == {LetterState.DROPPED: 1}
    assert mail.outbox == []
    assert student.notifications.count() == 1


def test_a_digest_that_failed_gives_its_news_to_the_next():
    event = told(Delivery.DAILY)
    student = event.submission.student
    first = student.letters.get()
    Letter.objects.update(state=LetterState.SENDING, tries=1)
    told(Delivery.DAILY, student)
    first.refresh_from_db()
    mailing._again(first, "later, please")  # noqa: SLF001 -- as a server's refusal does
    second = student.letters.get(state=LetterState.WAITING)
    assert second.notifications.count() == 2


@pytest.mark.parametrize(
    ("now", "then"),
    [("06:59", "01T07:00"), ("07:00", "02T07:00"), ("23:59", "02T07:00")],
)
def test_a_digest_leaves_at_the_next_time_of_its_hour(settings, now, then):
    settings.DIGEST_HOUR = 7
    at = datetime.fromisoformat(f"2026-03-01T{now}").replace(tzinfo=UTC)
    assert outbox.next_digest(at).isoformat().startswith(f"2026-03-{then}")


def test_each_event_has_one_topic_for_each_reader():
    subject = factories.submission(state=State.DISPUTED)
    reviewer = subject.reviews.get().reviewer
    lead = factories.lead()

    def topics(kind):
        event = Event(submission=subject, kind=kind)
        return [topic_of(event, one) for one in (subject.student, reviewer, lead)]

    assert topics(EventKind.FAIL_CHECKS)[0] == Topic.CHECKS
    assert topics(EventKind.DISPUTE)[1:] == [Topic.REVIEWS, Topic.DISPUTES]
    assert topics(EventKind.APPROVE)[:2] == [Topic.VERDICTS, Topic.REVIEWS]
    assert topics(EventKind.RATED)[1] == Topic.RATINGS
    assert topics(EventKind.RELEASE)[1] == Topic.CLAIMS
    assert topics(EventKind.HOLD_CHECKS)[2] == Topic.FAULTS


def test_letters_with_news_can_be_ended_by_a_button_of_the_mail_program():
    event = told(Delivery.AT_ONCE)
    outbox.write_link(LetterKind.PASSWORD, event.submission.student.email)
    mailing.send_waiting()
    news, link = sorted(mail.outbox, key=lambda one: "password" in one.subject)
    url = news.extra_headers["List-Unsubscribe"].strip("<>")
    assert news.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in news.body
    assert url in news.alternatives[0].content.replace("&amp;", "&")
    found = tokens.stopped_by(url.rstrip("/").rpartition("/")[2])
    assert found == (event.submission.student, Topic.VERDICTS)
    assert "List-Unsubscribe" not in link.extra_headers


def test_the_link_of_a_digest_ends_what_comes_once_a_day():
    person = factories.user()
    change_by_link(by=person, topic="", delivery=Delivery.NEVER)
    chosen = deliveries_of(person)
    assert chosen[Topic.RATINGS] == chosen[Topic.DISPUTES] == Delivery.NEVER
    assert chosen[Topic.VERDICTS] == Delivery.AT_ONCE


@pytest.mark.parametrize("token", ["", "a-token", "WzEsIiJd:1x:abc"])
def test_a_link_that_we_did_not_write_ends_nothing(token):
    assert tokens.stopped_by(token) is None


def test_a_link_of_somebody_who_left_ends_nothing():
    person = factories.user()
    token = tokens.stop_token(person, Topic.CHECKS)
    erasure.erase(person, by=person)
    assert tokens.stopped_by(token) is None


def test_choices_are_in_the_export_and_go_with_the_person():
    event = told(Delivery.DAILY)
    student = event.submission.student
    assert account_of(student)["letters_chosen"] == {Topic.VERDICTS: Delivery.DAILY}
    erasure.erase(student, by=student)
    assert not LetterPreference.objects.exists()
    assert not Letter.objects.exists()
    notify_person(event, student)
    assert not Notification.objects.exists()
