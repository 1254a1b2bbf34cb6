"""A worker takes a step."""

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from projects.database_clock import seconds_from_now
from projects.enums import Queue, RunState, StepState, WorkerState
from projects.models import Run, Step, Worker, current
from projects.models.step import new_fence
from projects.operations.grading.faults import take_back_lost
from projects.operations.grading.leases import fresh_lease
from projects.queries.job_queue import steps_in_order
from projects.site_settings import GRADING_PAUSED
from protocol.rerun import RERUN

CANDIDATES = 20  # more workers than this never want the same step at once


def waiting(queue: Queue) -> QuerySet[Step]:
    """Steps that a worker of this queue could take now, in the order of the line."""
    now = timezone.now()
    return steps_in_order(queue).filter(
        Q(not_before__isnull=True) | Q(not_before__lte=now)
    )


def is_paused() -> bool:
    """Whether an admin holds the lines: steps that run go on, and no other is taken."""
    return current(GRADING_PAUSED)


def take_next(queue: Queue, *, worker: str, judging: bool = True) -> Step | None:
    """The first step in line, now held by `worker`, or None; None while grading is paused.

    Compare-and-set: of two workers that want the same row, one updates nothing and looks on.
    Leases are judged here too: a step that a dead worker holds is free to whoever looks,
    unless that one (not `judging`) cannot tell who is dead.
    """
    if judging:
        take_back_lost(Step.objects.filter(queue=queue))
    if is_paused():
        return None
    for pk in waiting(queue).values_list("pk", flat=True)[:CANDIDATES]:
        with transaction.atomic():
            if not _takes_work(worker):
                return None
            step = take(pk, worker=worker)
        if step is not None:
            return step
    return None


def take(pk: int, *, worker: str) -> Step | None:
    """This step, now held by `worker`; None if it does not wait any more.

    Inside the caller's transaction.
    """
    if not _taken(pk, worker):
        return None
    step = Step.objects.select_related("run__submission__project").get(pk=pk)
    _begin(step)
    return step


def _takes_work(worker: str) -> bool:
    """Not while it drains or is unfit. Held until the step is taken, against a drain meanwhile."""
    row = Worker.objects.select_for_update().filter(name=worker).first()
    return row is None or (
        row.state in WorkerState.takers() and row.drain_wanted_at is None
    )


def _taken(pk: int, worker: str) -> bool:
    now = timezone.now()
    return bool(
        Step.objects.filter(pk=pk, state=StepState.QUEUED).update(
            state=StepState.RUNNING,
            worker=worker,
            fence=new_fence(),
            tries=F("tries") + 1,
            lease_until=fresh_lease(),
            deadline_at=seconds_from_now(settings.STEP_DEADLINE_S),
            started_at=now,
            finished_at=None,
        )
    )


def _begin(step: Step) -> None:
    """Clears what an earlier worker, which died, had left of this step.

    A verdict stays with all that led to it: only what came after it is done again.
    """
    if step.tries > 1:
        results = step.results.all()
        if step.verdict:
            results = results.filter(check_slug=RERUN)
        results.delete()
        later = step.run.progress.filter(seq__gt=step.judged_seq)
        later.filter(step_kind=step.kind).delete()
    Run.objects.filter(pk=step.run_id).update(state=RunState.RUNNING)
    Worker.objects.filter(name=step.worker).update(
        state=WorkerState.BUSY, step=step, state_since=step.started_at
    )
