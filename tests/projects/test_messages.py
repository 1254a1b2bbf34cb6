"""Messages to students: to whom, in which words, once, and what becomes of their letters."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from projects.enums import EnrolmentState, Language, LetterKind, LetterState, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import (
    CohortProject,
    Delivery,
    Extension,
    HelpChannel,
    HelpMark,
    Letter,
    Message,
    MessageRecipient,
    Notification,
    Topic,
)
from projects.operations import help_lists, mailing, message_templates, outbox
from projects.operations.letters.preferences import choose_deliveries
from projects.operations.message_templates import Kept
from projects.operations.messages import Draft, Sending, send
from projects.queries.audiences import Audience, AudienceKind
from projects.queries.copies import LetterCounts, letter_counts
from tests import factories

pytestmark = pytest.mark.django_db

ALL = Audience(AudienceKind.ALL)
ENGLISH = Draft({"en": "Hello {name}"}, {"en": "Dear {name}, *write* to us."})
BOTH = Draft(
    {"en": "{project} is due", "ja": "{project}の期限"},
    {"en": "Hand it in by {due}.", "ja": "期限は{due}です。"},
)


@pytest.fixture
def cohort():
    return factories.cohort(time_zone="Asia/Tokyo")


@pytest.fixture
def lead():
    return factories.lead("Grace")


@pytest.fixture
def ada(cohort):
    return factories.student(cohort, "Ada *B*")


@pytest.fixture
def hanako(cohort):
    return factories.student(cohort, "花子", language=Language.JAPANESE)


def told(draft, by, cohort, to=ALL, **options) -> Message:
    sending = Sending(to, **({"token": uuid4()} | options))
    return send(draft, sending, by=by, cohort=cohort)


def test_it_is_in_the_inbox_and_on_its_way(cohort, lead, ada):
    message = told(ENGLISH, lead, cohort)
    copy = message.recipients.get(person=ada)
    assert copy.words.subject == "Hello Ada *B*"
    assert copy.words.body == r"Dear Ada \*B\*, *write* to us."
    assert Notification.objects.get(recipient=ada).addressed == copy
    mailing.send_waiting()
    letter = Letter.objects.get(recipient=ada)
    assert (letter.kind, letter.addressed) == (LetterKind.MESSAGE, copy)


def test_the_letter_says_who_writes_and_where_to_ask_back(cohort, lead, ada, hanako):
    for language, name in (("", "Forum"), ("ja", "#japan"), ("en", "Chat")):
        HelpChannel.objects.create(
            cohort=cohort, language=language, name=name, url="https://help.example/"
        )
    HelpChannel.objects.create(cohort=cohort, name="Room 12")  # without a link
    message = told(ENGLISH, lead, cohort)
    mailing.send_waiting()
    [letter] = [one for one in mail.outbox if one.to == [ada.email]]
    assert letter.subject == "Hello Ada *B*"
    assert "Grace writes to you" in letter.body
    assert "Nobody reads answers" in letter.body
    assert "Forum" in letter.body
    assert "Chat" in letter.body
    assert "#japan" not in letter.body
    assert "Room 12" in letter.body
    html = str(letter.alternatives[0].content)
    assert "Room 12" in html
    assert 'href=""' not in html
    assert "List-Unsubscribe" in letter.extra_headers
    [other] = [one for one in mail.outbox if one.to == [hanako.email]]
    assert "#japan" in other.body
    assert "write* to us" in other.body  # there is no Japanese text
    assert letter_counts([message.pk])[message.pk] == LetterCounts(2, sent=2)


def test_each_in_their_language_with_their_own_project_and_date(
    cohort, lead, ada, hanako
):
    at = datetime(2026, 12, 24, 20, tzinfo=ZoneInfo("UTC"))
    first, second = factories.project(), factories.project()
    for order, project in enumerate((first, second)):
        due_at = at + order * timedelta(days=30)
        CohortProject.objects.create(
            cohort=cohort, project=project, order=order, due_at=due_at
        )
    factories.submission(first, ada, cohort, State.APPROVED)
    Extension.objects.create(
        enrolment=hanako.enrolments.get(),
        project=first,
        due_at=at + timedelta(days=1),
        reason="Ill.",
        granted_by=lead,
    )
    message = told(BOTH, lead, cohort)
    words = {one.person: one.words for one in message.recipients.all()}
    assert words[ada].subject == f"{second.title_text['en']} is due"
    assert words[ada].body == "Hand it in by Jan. 24, 2027, 05:00 (Asia/Tokyo)."
    assert words[hanako].subject == f"{first.title_text['ja']}の期限"
    assert "2026年12月26日" in words[hanako].body
    about = Draft(BOTH.subjects, BOTH.bodies, first)
    message = told(about, lead, cohort)
    assert message.recipients.get(person=ada).words.subject.startswith(
        first.title_text["en"]
    )


def test_without_dates_and_projects_the_words_still_make_sense(cohort, lead, ada):
    message = told(BOTH, lead, cohort)
    words = message.recipients.get(person=ada).words
    assert (words.subject, words.body) == (
        "your project is due",
        "Hand it in by without a date.",
    )


def test_the_same_form_twice_is_one_message(cohort, lead, ada):
    token = uuid4()
    first = told(ENGLISH, lead, cohort, token=token)
    assert told(ENGLISH, lead, cohort, token=token) == first
    mailing.send_waiting()
    mailing.send_waiting()
    assert MessageRecipient.objects.count() == Letter.objects.count() == 1
    assert len(mail.outbox) == 1
    with pytest.raises(WrongState):
        told(ENGLISH, factories.lead(), cohort, token=token)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (Draft({"en": ""}, {"en": "Words."}), "subject_en"),
        (Draft({"en": "Words"}, {"en": " "}), "body_en"),
        (Draft({"en": "S"}, {"en": "Dear {nmae}"}), "body_en"),
        (Draft({"en": "{student}"}, {"en": "Words."}), "subject_en"),
        (Draft({"en": "S"}, {"en": "B", "ja": "本文"}), "subject_ja"),
        (Draft({"en": "S", "ja": "題"}, {"en": "B"}), "body_ja"),
        (Draft({"en": "S" * 121}, {"en": "B"}), "subject_en"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(cohort, lead, ada, draft, field):
    with pytest.raises(Incomplete) as refusal:
        told(draft, lead, cohort)
    assert refusal.value.field == field
    assert not Message.objects.exists()


def test_nobody_who_paused_left_or_is_elsewhere_gets_it(cohort, lead, ada):
    paused = factories.student(cohort)
    paused.enrolments.update(state=EnrolmentState.PAUSED)
    factories.student(factories.cohort())
    message = told(ENGLISH, lead, cohort)
    assert [one.person for one in message.recipients.all()] == [ada]
    ada.enrolments.update(state=EnrolmentState.WITHDRAWN)
    with pytest.raises(Incomplete):
        told(ENGLISH, lead, cohort)
    assert Message.objects.count() == 1


def test_only_leads_of_the_cohort_write(cohort, ada):
    for person in (ada, factories.lead(leads_all_cohorts=False)):
        with pytest.raises(NotAllowed):
            told(ENGLISH, person, cohort)


def test_letters_come_as_each_person_chose(cohort, lead, ada, hanako):
    never = factories.student(cohort)
    choose_deliveries(by=never, chosen={Topic.MESSAGES: Delivery.NEVER})
    choose_deliveries(by=hanako, chosen={Topic.MESSAGES: Delivery.DAILY})
    message = told(ENGLISH, lead, cohort)
    counts = letter_counts([message.pk])[message.pk]
    assert (counts.recipients, counts.under_way, counts.without) == (3, 1, 2)
    mailing.send_waiting()
    kinds = dict(Letter.objects.values_list("recipient", "kind"))
    assert kinds == {ada.pk: LetterKind.MESSAGE, hanako.pk: LetterKind.DIGEST}
    assert Notification.objects.count() == 3
    Letter.objects.update(next_try_at=timezone.now())
    mailing.send_waiting()
    [digest] = [one for one in mail.outbox if one.to == [hanako.email]]
    assert "Hello 花子" in digest.body


def test_news_does_not_wait_behind_a_message(cohort, lead, monkeypatch):
    monkeypatch.setattr(mailing, "BATCH", 2)
    for _ in range(4):
        factories.student(cohort)
    message = told(ENGLISH, lead, cohort)
    outbox.write_link(LetterKind.PASSWORD, lead.email)
    mailing.send_waiting()
    assert mail.outbox[0].to == [lead.email]
    counts = letter_counts([message.pk])[message.pk]
    assert (counts.sent, counts.under_way) == (1, 3)


def test_a_letter_that_fails_is_counted_and_may_be_sent_again(cohort, lead, ada):
    message = told(ENGLISH, lead, cohort)
    ada.is_active = False
    ada.save()
    mailing.send_waiting()
    assert letter_counts([message.pk])[message.pk].failed == 1
    mailing.send_again(Letter.objects.get(), by=factories.admin())
    assert letter_counts([message.pk])[message.pk].under_way == 1
    assert message.recipients.get().letter_state == LetterState.WAITING


def test_writing_from_the_list_is_noted_there_and_leaves_out_who_was_written_to(
    cohort, lead, ada, hanako
):
    other = factories.lead()
    mine = ada.enrolments.get()
    help_lists.mark_written(cohort, by=other, enrolments=[mine.pk])
    chosen = Audience(AudienceKind.CHOSEN, {}, (mine.pk, hanako.enrolments.get().pk))
    message = told(
        ENGLISH, lead, cohort, chosen, skips_written=True, marks_written=True
    )
    assert [one.person for one in message.recipients.all()] == [hanako]
    mark = HelpMark.objects.get(enrolment__student=hanako)
    assert (mark.by, mark.message) == (lead, message)


def test_to_those_on_the_board(cohort, lead, ada, hanako):
    board = Audience(AudienceKind.BOARD, {"name": "花子", "nonsense": "1"})
    message = told(ENGLISH, lead, cohort, board)
    assert [one.person for one in message.recipients.all()] == [hanako]
    assert "花子" not in str(message.audience)


def test_templates_are_kept_for_a_cohort_or_for_all(cohort):
    lead, own = factories.lead(), factories.lead(leads_all_cohorts=False)
    own.leading.create(cohort=cohort)
    kept = message_templates.keep(Kept("Late", ENGLISH), by=own, cohort=cohort)
    assert kept.cohort == cohort
    with pytest.raises(Incomplete) as refusal:
        message_templates.keep(Kept("Late", ENGLISH), by=own, cohort=cohort)
    assert refusal.value.field == "name"
    shared = Kept("Welcome", ENGLISH, everywhere=True)
    with pytest.raises(NotAllowed):
        message_templates.keep(shared, by=own, cohort=cohort)
    of_all = message_templates.keep(shared, by=lead, cohort=cohort)
    with pytest.raises(NotAllowed):
        message_templates.delete(of_all, by=own, cohort=cohort)
    message_templates.keep(Kept("Late!", BOTH), by=own, cohort=cohort, over=kept)
    kept.refresh_from_db()
    assert kept.subject_text == BOTH.subjects
