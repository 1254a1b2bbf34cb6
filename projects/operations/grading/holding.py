"""Work that a fault of ours left unchecked waits for staff, who decide what becomes of it.

They have it graded again (`starting.rerun`) or let a reviewer judge it without the checks. Until
then no reviewer sees it. Nothing here decides by itself: docs/decisions/0047.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import Action, EventKind, State
from projects.errors import Incomplete
from projects.models import Event, Letter, Submission, User
from projects.operations.notifications import notify, notify_person
from projects.operations.standing_requests import serve_soon
from projects.queries.leads import leads_of
from projects.text_limits import REASON, fitting
from projects.workflow import lock_submission, move

logger = logging.getLogger(__name__)

REMINDED_EVERY = timedelta(days=1)
LETTERS_APART = timedelta(hours=1)
"""A fault that stops forty submissions is one letter, and forty lines in the inbox."""


def hold(submission: Submission) -> None:
    """Within the transaction that ends the run."""
    event = move(submission, Action.HOLD_CHECKS, by=None)
    logger.error("Submission %s waits for staff, unchecked", submission.uid)
    notify(event)
    _tell_staff(event)


@transaction.atomic
def refer_unchecked(submission: Submission, *, by: User, reason: str) -> None:
    """A reviewer judges it without the checks, for a reason that staff put down."""
    reason = fitting(reason, REASON, "reason")

    def require(locked: Submission) -> None:
        if not reason:
            words = _("Say why a reviewer should judge it without the checks.")
            raise Incomplete(words, field="reason")

    event = move(
        submission,
        Action.REFER_UNCHECKED,
        by=by,
        require=require,
        data={"reason": reason},
    )
    logger.warning(
        "Submission %s goes to a reviewer unchecked, by %s: %s",
        submission.uid,
        by.pk,
        reason,
    )
    notify(event)
    serve_soon(submission)


def remind_staff() -> int:
    """Tells staff again of what has waited for them for a day since they were told last."""
    long_ago = timezone.now() - REMINDED_EVERY
    told = Max("events__at", filter=Q(events__kind__in=EventKind.told_to_staff()))
    waiting = Submission.objects.filter(state=State.HELD).annotate(told_at=told)
    return sum(map(_remind, waiting.filter(told_at__lt=long_ago)))


def _remind(submission: Submission) -> bool:
    with transaction.atomic():
        locked = lock_submission(submission)
        recent = locked.events.filter(
            kind__in=EventKind.told_to_staff(), at__gte=timezone.now() - REMINDED_EVERY
        )
        if locked.state != State.HELD or recent.exists():
            return False
        _tell_staff(
            Event.objects.create(submission=locked, kind=EventKind.STAFF_REMINDED)
        )
        return True


def _tell_staff(event: Event) -> None:
    staff = leads_of(event.submission.cohort_id)
    for person in staff.exclude(pk=event.submission.student_id):
        notify_person(event, person, by_letter=not _written_lately(person))


def _written_lately(person: User) -> bool:
    since = timezone.now() - LETTERS_APART
    news = Letter.objects.filter(
        recipient=person, event__kind__in=EventKind.told_to_staff()
    )
    return news.filter(created_at__gte=since).exists()
