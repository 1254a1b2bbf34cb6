"""Staff are told again of work that waits for them."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from projects.enums import EventKind, State
from projects.models import Event, Submission
from projects.operations.grading.holding import tell_staff
from projects.workflow import lock_submission

REMINDED_EVERY = timedelta(days=1)


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
        tell_staff(
            Event.objects.create(submission=locked, kind=EventKind.STAFF_REMINDED)
        )
        return True
