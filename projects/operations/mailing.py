"""Sends the letters that are due, in the mail worker: what `outbox` wrote.

docs/decisions/0033 says what is sent at most once and what at least once.
"""

import logging
import smtplib
from collections import Counter
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import LetterKind, LetterState
from projects.errors import NotAllowed, WrongState
from projects.models import Letter, MessageRecipient, User
from projects.operations.letters.composing import compose
from projects.operations.outbox import wake

logger = logging.getLogger(__name__)

BATCH = 50
FIRST_WAIT_S, LONGEST_WAIT_S = 30, 3600
GIVE_UP_AFTER = timedelta(days=1)
TAKEN_FOR = timedelta(
    minutes=5
)  # a try lasts seconds: whoever holds a letter longer died
KEPT_FOR = timedelta(days=30)
ERROR_LENGTH = 500


def send_waiting() -> Counter[str]:
    """Sends what is due, over one connection. Returns how many letters ended in which state."""
    _take_back()
    done: Counter[str] = Counter()
    connection: BaseEmailBackend = get_connection()
    try:
        for letter in _next_batch():
            if _take(letter):
                reached = _try(letter, connection)
                done[letter.state] += 1
                if not reached:
                    break  # the others need not wait for the same silence
    finally:
        connection.close()
    return done


def _next_batch() -> list[Letter]:
    """A message to a whole cohort keeps nobody's news or link waiting."""
    others = list(_due().exclude(kind=LetterKind.MESSAGE)[:BATCH])
    room = BATCH - len(others)
    _write_messages(room)
    return [*others, *_due().filter(kind=LetterKind.MESSAGE)[:room]]


def _due() -> QuerySet[Letter]:
    about = (
        *("event", "recipient", "change__cohort"),
        "certification_change__certification__project",
        "certification_change__certification__user",
    )
    more = ("addressed__person", "addressed__message__sender")
    cohort = "addressed__message__cohort"
    return Letter.objects.due().select_related(*about, *more, cohort)


def _write_messages(most: int) -> None:
    """Letters of messages: in portions, as rows for a whole cohort take a second to write."""
    copies = MessageRecipient.objects.filter(
        letter_state=LetterState.WAITING, letter=None
    ).select_related("person")
    Letter.objects.bulk_create(
        [
            Letter(
                kind=LetterKind.MESSAGE,
                address=one.person.email,
                recipient=one.person,
                addressed=one,
            )
            for one in copies[:most]
        ],
        ignore_conflicts=True,  # another worker was faster
    )


def _take(letter: Letter) -> bool:
    """Compare-and-set: of two workers one gets it."""
    letter.taken_at = timezone.now()
    letter.state = LetterState.SENDING
    taken = Letter.objects.filter(
        pk=letter.pk, state=LetterState.WAITING, tries=letter.tries
    ).update(state=letter.state, tries=F("tries") + 1, taken_at=letter.taken_at)
    letter.tries += taken
    return bool(taken)


def _try(letter: Letter, connection: BaseEmailBackend) -> bool:
    """False: the server cannot be reached."""
    message = compose(letter)
    if message is None:
        _settle(letter, LetterState.DROPPED)
        return True
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _again(letter, repr(error))
        return False
    try:
        connection.send_messages([message])
    except (OSError, smtplib.SMTPException) as error:
        connection.close()
        refused = _was_refused(error)
        (_again if refused else _unsure)(letter, repr(error))
        return refused
    _settle(letter, LetterState.SENT, sent_at=timezone.now())
    return True


def _was_refused(error: Exception) -> bool:
    """The server answered and took nothing; else it fell silent, and may have taken it."""
    fell_silent = isinstance(error, smtplib.SMTPServerDisconnected)
    return isinstance(error, smtplib.SMTPException) and not fell_silent


def _again(letter: Letter, error: str) -> None:
    now = timezone.now()
    if now - letter.created_at > GIVE_UP_AFTER:
        _settle(letter, LetterState.GIVEN_UP, error)
        return
    newer = Letter.objects.filter(
        kind=letter.kind,
        address=letter.address,
        event=None,
        addressed=None,
        change=None,
        certification_change=None,
        state=LetterState.WAITING,
    )
    own = (
        *(letter.event_id, letter.addressed_id, letter.change_id),
        letter.certification_change_id,
    )
    is_of_its_own = any(one is not None for one in own)
    if not is_of_its_own and (taking_over := newer.first()):
        letter.notifications.update(digest=taking_over)
        _settle(letter, LetterState.DROPPED, "A newer one takes its place.")
        return
    wait_s = min(FIRST_WAIT_S * 2 ** (letter.tries - 1), LONGEST_WAIT_S)
    then = now + timedelta(seconds=wait_s)
    _settle(letter, LetterState.WAITING, error, next_try_at=then)


def _unsure(letter: Letter, error: str) -> None:
    """It may have been sent."""
    if LetterKind(letter.kind).may_come_twice:
        _again(letter, error)
    else:
        _settle(letter, LetterState.CUT_OFF, error)


def _settle(
    letter: Letter, state: LetterState, error: str = "", **times: datetime
) -> None:
    """Ends the try, unless the letter was taken from this worker meanwhile."""
    letter.state = state
    error = error.replace("\0", "")[:ERROR_LENGTH]
    settled = Letter.objects.filter(
        pk=letter.pk, state=LetterState.SENDING, tries=letter.tries
    ).update(state=state, last_error=error, **times)
    if settled and letter.addressed_id is not None:
        _note(letter.addressed_id, state)
    level = logging.WARNING if error else logging.INFO
    logger.log(
        level,
        "Letter %s (%s), try %s: %s %s",
        letter.pk,
        letter.kind,
        letter.tries,
        state,
        error,
    )


def _note(copy: int, state: LetterState) -> None:
    """The message's page counts its letters when they are forgotten, too."""
    MessageRecipient.objects.filter(pk=copy).update(letter_state=state)


def _take_back() -> None:
    """Letters in the hands of workers that died."""
    long_ago = timezone.now() - TAKEN_FOR
    for letter in Letter.objects.filter(
        state=LetterState.SENDING, taken_at__lt=long_ago
    ):
        _unsure(letter, "The worker ended while it sent this.")


def send_again(letter: Letter, *, by: User) -> None:
    """Staff's decision, for a letter that did not go out or perhaps did not."""
    if not by.is_staff:
        raise NotAllowed(_("Only staff send e-mails again."))
    unsent = Letter.objects.filter(pk=letter.pk).exclude(
        state__in=(LetterState.SENT, LetterState.SENDING)
    )
    try:
        with transaction.atomic():
            changed = unsent.update(
                state=LetterState.WAITING, next_try_at=timezone.now()
            )
    except IntegrityError as error:  # of links one waits for an address
        words = _("Another e-mail of this kind waits for this address already.")
        raise WrongState(words) from error
    if not changed:
        raise WrongState(_("This e-mail was sent, or is being sent."))
    if letter.addressed_id is not None:
        _note(letter.addressed_id, LetterState.WAITING)
    transaction.on_commit(wake, robust=True)


def forget() -> int:
    """Removes what was done long ago: addresses are not kept for ever."""
    old = Letter.objects.filter(
        state__in=(LetterState.SENT, LetterState.DROPPED),
        created_at__lt=timezone.now() - KEPT_FOR,
    )
    return old.delete()[0] if old.exists() else 0  # to delete locks the database
