"""Who holds a step: the fence says whose it is, the lease until when, the deadline how long at most.

Both are by the database's clock: whoever judges them may be on another machine than who wrote them.
"""

from django.conf import settings
from django.db.models import ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Now

from projects.database_clock import seconds_from_now
from projects.enums import StepState
from projects.models import Step


class LeaseLost(Exception):
    """The step was cancelled, finished, or given to another worker: stop, write nothing."""


def fresh_lease() -> ExpressionWrapper:
    return seconds_from_now(settings.STEP_LEASE_S)


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
    in_time = Q(deadline_at__isnull=True) | Q(deadline_at__gt=Now())
    return bool(held(step).filter(in_time).update(lease_until=fresh_lease()))


def allow(step: Step, seconds: float) -> None:
    """Sets the deadline to so long from now, once the worker has read the pack's limits."""
    if not held(step).update(deadline_at=seconds_from_now(seconds)):
        raise LeaseLost(str(step.pk))


SILENT = Q(lease_until__lt=Now())


def lost() -> QuerySet[Step]:
    """Steps whose worker stopped answering, or answers but does not come to an end."""
    return Step.objects.filter(
        SILENT | Q(deadline_at__lt=Now()), state=StepState.RUNNING
    )
