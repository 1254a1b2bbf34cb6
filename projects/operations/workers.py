"""What a worker says of itself, and what people ask of it."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest, Now
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import Queue, WorkerState
from projects.errors import NotAllowed, WrongState
from projects.models import User, Worker
from projects.rules import leads_site

# --- a worker's side -----------------------------------------------------------------------


def register(  # noqa: PLR0913 - what it is
    name: str, *, queue: Queue, host: str, pid: int, slot: str = "", device: str = ""
) -> Worker:
    """A process has begun. It takes nothing before `found_fit`."""
    now = timezone.now()
    fresh = Worker(name=name, queue=queue, host=host, pid=pid, slot=slot, device=device)
    fresh.started_at = fresh.seen_at = fresh.state_since = now
    with transaction.atomic():  # a process id comes round again
        Worker.objects.filter(name=name).delete()
        fresh.save()
        _row(name).update(seen_at=Now())
    return fresh


def beat(name: str, *, memory_mb: int, **told: str) -> bool:
    """Alive, on this `slot` of this `device` by now.

    False when nobody knows it: it was silent for so long that it was forgotten.
    """
    return bool(_row(name).update(seen_at=Now(), memory_mb=memory_mb, **told))


def cost(name: str, *, memory_mb: int, cpu_s: float, log_kb: int) -> None:
    """What one grading cost the process itself; the most of each is kept."""
    _row(name).update(
        most_memory_mb=Greatest(F("most_memory_mb"), memory_mb),
        most_cpu_s=Greatest(F("most_cpu_s"), cpu_s),
        most_log_kb=Greatest(F("most_log_kb"), log_kb),
    )


def wants_drain(name: str) -> bool:
    """Whether it should end now: drained, and with nothing in hand."""
    return _row(name).filter(drain_wanted_at__isnull=False, step=None).exists()


def found_fit(name: str, lines: Sequence[str]) -> None:
    _say(name, WorkerState.READY, diagnosis=list(lines), reason="")


def found_unfit(name: str, reason: str, lines: Sequence[str] | None = None) -> None:
    """Out of rotation until `found_fit`; staff read why. No lines: those of before stay."""
    known = {} if lines is None else {"diagnosis": list(lines)}
    _say(name, WorkerState.UNFIT, reason=reason, step=None, **known)


def freed(name: str) -> None:
    """What it had in hand is done or lost. One that became unfit meanwhile stays so."""
    row = _row(name)
    row.update(step=None)
    row.filter(state=WorkerState.BUSY).update(
        state=WorkerState.READY, state_since=timezone.now()
    )


def stopped(name: str) -> None:
    _say(name, WorkerState.STOPPED, step=None)


def _row(name: str) -> QuerySet[Worker]:
    return Worker.objects.filter(name=name)


def _say(name: str, state: WorkerState, **also: object) -> None:
    now = timezone.now()
    _row(name).update(state=state, state_since=now, seen_at=Now(), **also)


# --- people's side -------------------------------------------------------------------------


def drain(worker: Worker, *, by: User | None) -> None:
    """It finishes what it does, takes nothing more, and its process ends."""
    _may_drain(by)
    live = Worker.objects.alive().filter(pk=worker.pk, drain_wanted_at__isnull=True)
    if not live.update(drain_wanted_at=timezone.now()):
        raise WrongState(_("This worker has stopped, or is being drained already."))


def undo_drain(worker: Worker, *, by: User | None) -> None:
    """As long as its process has not ended."""
    _may_drain(by)
    live = Worker.objects.alive().filter(pk=worker.pk, drain_wanted_at__isnull=False)
    if not live.update(drain_wanted_at=None):
        raise WrongState(
            _("This worker has ended already, or is not being drained. Start it again.")
        )


def _may_drain(by: User | None) -> None:
    """None: whoever has a shell on the machine."""
    if by is not None and not leads_site(by):
        raise NotAllowed(_("Only leads and admins drain workers."))
