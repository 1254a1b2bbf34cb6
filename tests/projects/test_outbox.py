"""The outbox: what becomes of a letter with any mail server and any worker."""

import smtplib
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends import locmem
from django.utils import timezone

from projects.enums import EventKind, LetterKind, LetterState, State
from projects.errors import NotAllowed, WrongState
from projects.models import Event, Letter
from projects.operations import mailing, outbox
from tests import factories

pytestmark = pytest.mark.django_db

REFUSED = smtplib.SMTPDataError(451, b"later, please")
SILENT = TimeoutError("timed out")
HANGS_UP = smtplib.SMTPServerDisconnected("connection closed")


def news(**fields) -> Letter:
    subject = factories.submission(state=State.APPROVED)
    event = Event.objects.create(submission=subject, kind=EventKind.APPROVE)
    outbox.write_news(event, subject.student)
    letter = Letter.objects.get(event=event)
    Letter.objects.filter(pk=letter.pk).update(**fields)
    return letter


def link(kind=LetterKind.PASSWORD) -> Letter:
    outbox.write_link(kind, factories.user().email)
    return Letter.objects.first()


def now(letter: Letter) -> Letter:
    letter.refresh_from_db()
    return letter


@pytest.fixture
def server(monkeypatch):
    """A server that does what a test says: errors at opening or at sending."""

    class Server:
        opening: Exception | None = None
        sending: Exception | None = None

    def open_(self):
        if Server.opening:
            raise Server.opening

    def send(self, messages):
        if Server.sending:
            raise Server.sending
        mail.outbox.extend(messages)

    monkeypatch.setattr(locmem.EmailBackend, "open", open_)
    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)
    return Server


@pytest.mark.parametrize("write", [news, link])
def test_a_letter_is_sent_once(write):
    letter = write()
    assert mailing.send_waiting() == {LetterState.SENT: 1}
    assert mailing.send_waiting() == {}
    [sent] = mail.outbox
    assert f"<letter-{letter.pk}@" in sent.extra_headers["Message-ID"]
    assert now(letter).state == LetterState.SENT
    assert letter.sent_at
    assert letter.tries == 1


@pytest.mark.parametrize("opening", [SILENT, ConnectionRefusedError(), HANGS_UP])
@pytest.mark.parametrize("write", [news, link])
def test_a_server_that_is_away_is_tried_again_later_and_later(server, opening, write):
    letter = write()
    waits = []
    for tries in (1, 2, 3):
        server.opening = opening
        mailing.send_waiting()
        assert (now(letter).state, letter.tries) == (LetterState.WAITING, tries)
        assert type(opening).__name__ in letter.last_error
        waits.append((letter.next_try_at - timezone.now()).total_seconds())
        assert mailing.send_waiting() == {}, "not before its time"
        Letter.objects.update(next_try_at=timezone.now())
    assert waits == sorted(waits)
    assert waits[-1] > 3 * waits[0]
    server.opening = None
    mailing.send_waiting()
    assert now(letter).state == LetterState.SENT
    assert len(mail.outbox) == 1


def test_one_try_is_enough_to_find_the_server_away(server):
    first, second = news(), news()
    server.opening = SILENT
    mailing.send_waiting()
    assert (now(first).tries, now(second).tries) == (1, 0)


def test_one_that_is_refused_holds_up_no_other(server, monkeypatch):
    first, second = news(), news()
    first_to = first.recipient.email

    def send(self, messages):
        if messages[0].to == [first_to]:
            raise REFUSED
        mail.outbox.extend(messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)
    mailing.send_waiting()
    assert now(first).state == LetterState.WAITING
    assert now(second).state == LetterState.SENT


@pytest.mark.parametrize("error", [SILENT, HANGS_UP])
def test_news_that_was_perhaps_sent_is_not_sent_again(server, error):
    letter = news()
    server.sending = error
    mailing.send_waiting()
    assert now(letter).state == LetterState.CUT_OFF
    server.sending = None
    assert mailing.send_waiting() == {}


@pytest.mark.parametrize("error", [SILENT, HANGS_UP])
def test_a_link_that_was_perhaps_sent_is_sent_again(server, error):
    letter = link()
    server.sending = error
    mailing.send_waiting()
    assert now(letter).state == LetterState.WAITING


@pytest.mark.parametrize(
    ("write", "becomes"),
    [(news, LetterState.CUT_OFF), (link, LetterState.WAITING)],
)
def test_a_worker_that_died_holds_no_letter_for_ever(write, becomes):
    letter = write()
    taken = timezone.now() - timedelta(minutes=1)
    Letter.objects.update(state=LetterState.SENDING, tries=1, taken_at=taken)
    assert mailing.send_waiting() == {}, "it may still be at it"
    Letter.objects.update(taken_at=taken - mailing.TAKEN_FOR)
    mailing.send_waiting()
    assert now(letter).state == becomes


@pytest.fixture
def meanwhile(monkeypatch):
    """What happens while a worker opens its connection; then the server refuses, or not."""

    def set_up(happens, then=None):
        def open_(self):
            monkeypatch.undo()
            happens()
            if then:
                raise then

        monkeypatch.setattr(locmem.EmailBackend, "open", open_)

    return set_up


def test_of_two_workers_one_takes_it(meanwhile):
    news()
    others = []
    meanwhile(lambda: others.append(mailing.send_waiting()))
    assert mailing.send_waiting() == {LetterState.SENT: 1}
    assert others == [{}]
    assert len(mail.outbox) == 1


def test_a_worker_that_lost_a_letter_writes_nothing_any_more(meanwhile):
    letter = news()
    meanwhile(lambda: Letter.objects.update(state=LetterState.CUT_OFF))
    mailing.send_waiting()
    assert now(letter).state == LetterState.CUT_OFF


def test_after_a_day_it_is_given_up(server):
    letter = news(created_at=timezone.now() - timedelta(days=1, minutes=1))
    server.opening = SILENT
    mailing.send_waiting()
    assert now(letter).state == LetterState.GIVEN_UP


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"email_verified_at": None}], ids=str
)
def test_no_news_to_who_was_shut_out_or_has_not_proved_the_address(change):
    letter = news()
    type(letter.recipient).objects.filter(pk=letter.recipient_id).update(**change)
    mailing.send_waiting()
    assert now(letter).state == LetterState.DROPPED
    assert mail.outbox == []


def test_one_link_waits_per_address_and_kind():
    user = factories.user()
    for kind in (LetterKind.PASSWORD, LetterKind.PASSWORD, LetterKind.ADDRESS):
        outbox.write_link(kind, user.email)
    assert Letter.objects.count() == 2
    mailing.send_waiting()
    outbox.write_link(LetterKind.PASSWORD, user.email)
    assert Letter.objects.filter(state=LetterState.WAITING).count() == 1


def test_a_link_that_failed_gives_way_to_a_newer_one(meanwhile):
    old = link()
    meanwhile(lambda: outbox.write_link(old.kind, old.address), then=SILENT)
    mailing.send_waiting()
    assert now(old).state == LetterState.DROPPED
    mailing.send_waiting()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("kind", [LetterKind.PASSWORD, LetterKind.ADDRESS])
def test_nobody_has_the_address_and_nobody_is_written_to(kind):
    outbox.write_link(kind, "nobody@example.org")
    mailing.send_waiting()
    assert Letter.objects.get().state == LetterState.DROPPED
    assert mail.outbox == []


def test_no_link_lies_in_the_database():
    letter = link()
    mailing.send_waiting()
    [sent] = mail.outbox
    token = sent.body.split("/password/")[1].split()[0].strip("/")
    row = Letter.objects.filter(pk=letter.pk).values().get()
    assert token.split("/")[1] not in str(row)


def test_staff_send_again_what_was_not_sent():
    letter = news(state=LetterState.CUT_OFF)
    with pytest.raises(NotAllowed):
        mailing.send_again(letter, by=factories.lead())
    mailing.send_again(letter, by=factories.admin())
    mailing.send_waiting()
    assert now(letter).state == LetterState.SENT
    with pytest.raises(WrongState):
        mailing.send_again(letter, by=factories.admin())


def test_what_was_done_long_ago_is_forgotten():
    long_ago = timezone.now() - timedelta(days=31)
    news(state=LetterState.SENT, created_at=long_ago)
    kept = {
        news(state=LetterState.SENT),
        news(state=LetterState.GIVEN_UP, created_at=long_ago),
    }
    assert mailing.forget() == 1
    assert set(Letter.objects.all()) == kept


def test_letters_in_files_are_for_their_owner_only():
    """Without a mail server: they hold links that open accounts."""
    assert settings.EMAIL_FILE_PATH.stat().st_mode & 0o777 == 0o700
