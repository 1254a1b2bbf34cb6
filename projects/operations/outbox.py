"""Letters: written in the transaction of what they tell of, sent by the mail worker (`mailing`).

A mail server that is silent or down therefore costs no request anything, and undoes nothing.
docs/decisions/0033 says what is sent at most once and what at least once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from projects.enums import LetterKind, LetterState
from projects.models import (
    AuditEntry,
    CertificationChange,
    Event,
    Letter,
    Notification,
    User,
)
from projects.operations.wake_ups import call


def write_news(event: Event, recipient: User) -> None:
    """One letter per event and recipient, however often this is called."""
    letter = Letter(
        event=event, recipient=recipient, kind=LetterKind.NEWS, address=recipient.email
    )
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    transaction.on_commit(wake, robust=True)


def write_of_change(kind: LetterKind, change: AuditEntry, recipient: User) -> None:
    """Of a due date of theirs, or of their part in a cohort."""
    Letter.objects.create(
        kind=kind,
        change=change,
        recipient=recipient,
        address=recipient.email,
    )
    transaction.on_commit(wake, robust=True)


def write_change(change: CertificationChange, recipient: User) -> None:
    """To whoever holds the certification, or decides on it."""
    Letter.objects.create(
        kind=LetterKind.REVIEWING,
        address=recipient.email,
        recipient=recipient,
        certification_change=change,
    )
    transaction.on_commit(wake, robust=True)


@transaction.atomic
def add_to_digest(notification: Notification) -> None:
    """Puts it into the person's next letter of a day; one of them waits per person."""
    reader = notification.recipient
    waiting = Letter.objects.select_for_update().filter(
        kind=LetterKind.DIGEST, address=reader.email, state=LetterState.WAITING
    )
    letter = waiting.first()
    if letter is None:
        new = Letter(
            kind=LetterKind.DIGEST,
            address=reader.email,
            recipient=reader,
            next_try_at=next_digest(timezone.now()),
        )
        Letter.objects.bulk_create([new], ignore_conflicts=True)
        letter = waiting.get()
    notification.digest = letter
    notification.save(update_fields=["digest"])


def next_digest(now: datetime) -> datetime:
    today = now.replace(hour=settings.DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if now < today else today + timedelta(days=1)


@transaction.atomic
def write_link(kind: LetterKind, address: str) -> None:
    """The same work whether or not anybody has an account with this address.

    Who has it is looked up when the letter is sent. One of a kind waits per address.
    """
    letter = Letter(kind=kind, address=address.strip().lower())
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    transaction.on_commit(wake, robust=True)


@transaction.atomic
def write_links(kind: LetterKind, addresses: Sequence[str]) -> None:
    """As `write_link`, to many at once."""
    letters = [Letter(kind=kind, address=address) for address in addresses]
    Letter.objects.bulk_create(letters, batch_size=500, ignore_conflicts=True)
    transaction.on_commit(wake, robust=True)


def wake() -> None:
    call("workers.agent.tasks.send_letters", queue="mail")
