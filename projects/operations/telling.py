"""Telling people what happened: one notification per new thing, and a letter."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from projects.enums import EventKind
from projects.models import Event, Notification, User

TOLD_TO_STUDENT = (
    EventKind.PASS_CHECKS,
    EventKind.FAIL_CHECKS,
    EventKind.REFER_CHECKS,
    EventKind.APPROVE,
    EventKind.REQUEST_CHANGES,
    EventKind.CANNOT_REVIEW,
    EventKind.REOPEN,
    EventKind.REGRADE_PASSES,
    EventKind.REGRADED,
)


def tell(event: Event) -> None:
    """Notifies the student of what concerns them, in the event's own transaction."""
    if event.kind in TOLD_TO_STUDENT:
        tell_person(event, event.submission.student)


def tell_person(event: Event, recipient: User) -> None:
    if recipient.pk == event.actor_id or recipient.erased_at is not None:
        return
    Notification.objects.get_or_create(event=event, recipient=recipient)
    # robust: a mail server that is down must not undo or fail what was decided.
    transaction.on_commit(lambda: _write_to(recipient, event), robust=True)


def _write_to(recipient: User, event: Event) -> None:
    submission = event.submission
    with translation.override(recipient.language):
        what = {"project": submission.project.title, "attempt": submission.attempt}
        subject = f"{event.get_kind_display()}: {submission.project.title}"
        path = reverse("projects:submission", args=[submission.uid])
        body = (
            _(
                "There is news about your submission of “%(project)s” (attempt %(attempt)s)."
            )
            % what
        )
        send_mail(
            subject,
            f"{body}\n\n{event.get_kind_display()}\n\n{settings.BASE_URL}{path}\n",
            None,
            [recipient.email],
        )


def mark_read(*, by: User, submission_id: int | None = None) -> int:
    """Marks the person's notifications read: all, or those about one submission."""
    unread = by.notifications.filter(read_at__isnull=True)
    if submission_id is not None:
        unread = unread.filter(event__submission_id=submission_id)
    return unread.update(read_at=timezone.now())
