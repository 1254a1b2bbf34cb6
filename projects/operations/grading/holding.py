"""Work that a fault of ours left unchecked waits for staff, who decide what becomes of it.

They have it graded again (`starting.rerun`) or let a reviewer judge it without the checks. Until
then no reviewer sees it. Nothing here decides by itself: docs/decisions/0047.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import Action, EventKind
from projects.errors import Incomplete
from projects.models import Event, Letter, Submission, User
from projects.operations.notifications import notify, notify_person
from projects.operations.standing_requests import serve_soon
from projects.queries.leads import leads_of
from projects.text_limits import REASON, fitting
from projects.workflow import move

logger = logging.getLogger(__name__)


LETTERS_APART = timedelta(hours=1)
"""A fault that stops forty submissions is one letter, and forty lines in the inbox."""


def hold(submission: Submission) -> None:
    """Within the transaction that ends the run."""
    event = move(submission, Action.HOLD_CHECKS, by=None)
    logger.error("Submission %s waits for staff, unchecked", submission.uid)
    notify(event)
    tell_staff(event)


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


def tell_staff(event: Event) -> None:
    staff = leads_of(event.submission.cohort_id)
    for person in staff.exclude(pk=event.submission.student_id):
        notify_person(event, person, by_letter=not _written_lately(person))


def _written_lately(person: User) -> bool:
    since = timezone.now() - LETTERS_APART
    news = Letter.objects.filter(
        recipient=person, event__kind__in=EventKind.told_to_staff()
    )
    return news.filter(created_at__gte=since).exists()
