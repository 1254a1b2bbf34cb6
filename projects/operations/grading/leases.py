"""Who holds a step: the fence says whose it is, the lease until when, the deadline how long at most."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from projects.enums import StepState
from projects.models import Step


class LeaseLost(Exception):
    """The step was cancelled, finished, or given to another worker: stop, write nothing."""


def lease_from(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.STEP_LEASE_S)


def held(step: Step) -> QuerySet[Step]:
    """The row, if it is still with whoever has this `step` in hand."""
    return Step.objects.filter(pk=step.pk, state=StepState.RUNNING, fence=step.fence)


def check_lease(step: Step) -> Step:
    """Locks the row. Raises `LeaseLost`."""
    row: Step | None = held(step).select_for_update(of=("self",)).first()
    if row is None:
        raise LeaseLost(str(step.pk))
    return row


def heartbeat(step: Step) -> bool:
    """Extends the lease; False when the step is not this worker's any more.

    After the deadline as well: a heartbeat shows that the process lives, not that the step gets on.
    """
    now = timezone.now()
    in_time = Q(deadline_at__isnull=True) | Q(deadline_at__gt=now)
    return bool(held(step).filter(in_time).update(lease_until=lease_from(now)))


def allow(step: Step, seconds: float) -> None:
    """Sets the deadline to so long from now, once the worker has read the pack's limits."""
    deadline = timezone.now() + timedelta(seconds=seconds)
    if not held(step).update(deadline_at=deadline):
        raise LeaseLost(str(step.pk))


def lost(now: datetime) -> QuerySet[Step]:
    """Steps whose worker stopped answering, or answers but does not come to an end."""
    return Step.objects.filter(
        Q(lease_until__lt=now) | Q(deadline_at__lt=now), state=StepState.RUNNING
    )
