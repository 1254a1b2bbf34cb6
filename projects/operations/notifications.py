"""Telling people what happened: one notification per new thing, and a letter."""

from django.utils import timezone

from projects.enums import EventKind
from projects.models import Event, Notification, User
from projects.operations import outbox

TOLD_TO_STUDENT = (
    EventKind.PASS_CHECKS,
    EventKind.FAIL_CHECKS,
    EventKind.REFER_CHECKS,
    EventKind.HOLD_CHECKS,
    EventKind.REFER_UNCHECKED,
    EventKind.APPROVE,
    EventKind.REQUEST_CHANGES,
    EventKind.CANNOT_REVIEW,
    EventKind.REOPEN,
    EventKind.REGRADE_PASSES,
    EventKind.REGRADED,
)


def notify(event: Event) -> None:
    """Notifies the student of what concerns them, in the event's own transaction."""
    if event.kind in TOLD_TO_STUDENT:
        notify_person(event, event.submission.student)


def notify_person(event: Event, recipient: User, *, by_letter: bool = True) -> None:
    if recipient.pk == event.actor_id or recipient.erased_at is not None:
        return
    Notification.objects.get_or_create(event=event, recipient=recipient)
    if by_letter:
        outbox.write_news(event, recipient)


def mark_read(*, by: User, submission_id: int | None = None) -> int:
    """Marks the person's notifications read: all, or those about one submission."""
    unread = by.notifications.filter(read_at__isnull=True)
    if submission_id is not None:
        unread = unread.filter(event__submission_id=submission_id)
    return unread.update(read_at=timezone.now())
