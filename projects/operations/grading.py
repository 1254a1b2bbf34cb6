"""What the machine does with a submission. Workers call these verbs; so does the clock.

The database is the truth and a Celery message only a wake-up: `wake` may be lost, sent twice
or come late, and `sweep` sends it again as long as there is work. A step belongs to whoever
holds its `fence` and keeps its lease; every write of a worker checks both.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from projects import storage
from projects.enums import (
    Action,
    ChecksPolicy,
    EventKind,
    Queue,
    RunState,
    RunVerdict,
    State,
    StepKind,
    StepState,
)
from projects.errors import NotAllowed, WrongState
from projects.models import (
    Artifact,
    CheckResult,
    Event,
    Progress,
    Run,
    Step,
    Submission,
    User,
)
from projects.models.grading import new_fence
from projects.operations import comparing
from projects.operations.telling import tell
from projects.rules import is_lead
from projects.workflow import lock, move

logger = logging.getLogger(__name__)

CANDIDATES = 20  # more workers than this never want the same step at once
WAKE_EXPIRES_S = 60  # workers that are busy longer look by themselves afterwards
QUEUE_OF = {StepKind.EXAMINE: Queue.CPU, StepKind.TRAIN: Queue.GPU}


class LeaseLost(Exception):
    """The step was cancelled, finished, or given to another worker: stop, write nothing."""


@dataclass(frozen=True)
class Outcome:
    """A finished step, as plain data (`workers.contract.StepReport` without its types)."""

    passed: bool
    results: tuple[Mapping[str, Any], ...]  # asdict(contract.CheckResult)
    environment: Mapping[str, Any]
    figures: Mapping[str, Any]
    notes: tuple[Mapping[str, str], ...]
    artifacts: Mapping[str, bytes]


# --- starting and stopping -----------------------------------------------------------------


def start_run(submission: Submission) -> Run:
    """Queues a fresh run; inside the caller's transaction."""
    last = submission.runs.aggregate(last=Max("number"))["last"] or 0
    run = Run.objects.create(
        submission=submission,
        number=last + 1,
        pack_digest=submission.project.pack_digest,
    )
    for kind, queue in QUEUE_OF.items():
        Step.objects.create(run=run, kind=kind, queue=queue)
    _queue(run.steps.get(kind=StepKind.EXAMINE))
    return run


@transaction.atomic
def rerun(submission: Submission, *, by: User) -> Run:
    """Staff start the checks again: after a fault of ours, or to be sure."""
    if not is_lead(by):
        raise NotAllowed(_("Only leads and admins start checks again."))
    locked = lock(submission)
    if locked.state not in State.open():
        raise WrongState(_("Checks run again only while a submission is open."))
    cancel_runs(locked)
    Event.objects.create(submission=locked, kind=EventKind.RUN_REQUESTED, actor=by)
    return start_run(locked)


def cancel_runs(submission: Submission) -> None:
    """Stops what still runs for it; the worker notices at its next write or heartbeat."""
    now = timezone.now()
    live = submission.runs.filter(state__in=RunState.live())
    comparing.leave(live)
    Step.objects.filter(
        run__in=live, state__in=[*StepState.live(), StepState.PENDING]
    ).update(state=StepState.CANCELLED, finished_at=now, fence=None, lease_until=None)
    live.update(state=RunState.CANCELLED, finished_at=now)


def _queue(step: Step, *, not_before: datetime | None = None) -> None:
    step.state = StepState.QUEUED
    step.queued_at = step.queued_at or timezone.now()
    step.not_before = not_before
    step.fence = step.lease_until = None
    step.save()
    # robust: a broker that is down must not undo the upload; the sweep wakes the workers.
    transaction.on_commit(lambda: wake(Queue(step.queue)), robust=True)


def wake(queue: Queue) -> None:
    """Tells the workers to look. May fail: a sweep says it again while work waits."""
    try:
        current_app.send_task(
            "workers.tasks.work",
            args=[queue.value],
            queue=queue.value,
            expires=WAKE_EXPIRES_S,
            retry=True,  # once: a connection kept from before may be dead
            retry_policy={"max_retries": 1, "interval_start": 0},
        )
    except OperationalError as error:
        logger.warning("The broker does not answer (%s): the sweep will wake", error)


# --- a worker's side -----------------------------------------------------------------------


def waiting(queue: Queue) -> QuerySet[Step]:
    """Steps that a worker of this queue could take now, the oldest first."""
    now = timezone.now()
    return Step.objects.filter(
        Q(not_before__isnull=True) | Q(not_before__lte=now),
        queue=queue,
        state=StepState.QUEUED,
    ).order_by("priority", "queued_at", "pk")


def take_next(queue: Queue, *, worker: str) -> Step | None:
    """The oldest step that waits, now held by `worker`, or None.

    Compare-and-set: of two workers that want the same row, one updates nothing and looks on.
    """
    for pk in waiting(queue).values_list("pk", flat=True)[:CANDIDATES]:
        now = timezone.now()
        with transaction.atomic():
            taken = Step.objects.filter(pk=pk, state=StepState.QUEUED).update(
                state=StepState.RUNNING,
                worker=worker,
                fence=new_fence(),
                tries=F("tries") + 1,
                lease_until=now + timedelta(seconds=settings.STEP_LEASE_S),
                started_at=now,
                finished_at=None,
            )
            if taken:
                step = Step.objects.select_related("run__submission__project").get(
                    pk=pk
                )
                _begin(step)
                return step
    return None


def _begin(step: Step) -> None:
    """Clears what an earlier worker, which died, had left of this step."""
    step.results.all().delete()
    step.run.progress.filter(step_kind=step.kind).delete()
    Run.objects.filter(pk=step.run_id).update(state=RunState.RUNNING)


def heartbeat(step: Step) -> bool:
    """Extends the lease; False when the step is not this worker's any more."""
    until = timezone.now() + timedelta(seconds=settings.STEP_LEASE_S)
    return bool(_held(step).update(lease_until=until))


def _held(step: Step) -> QuerySet[Step]:
    return Step.objects.filter(pk=step.pk, state=StepState.RUNNING, fence=step.fence)


def _check_lease(step: Step) -> Step:
    held: Step | None = _held(step).select_for_update(of=("self",)).first()
    if held is None:
        raise LeaseLost(str(step.pk))
    return held


@transaction.atomic
def record(step: Step, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Appends live progress, `(kind, payload)` each; results show at once."""
    _check_lease(step)
    run = Run.objects.select_for_update().get(pk=step.run_id)
    for kind, payload in rows:
        run.last_seq += 1
        Progress.objects.create(
            run=run, seq=run.last_seq, step_kind=step.kind, kind=kind, payload=payload
        )
        if kind == "check":
            _store_result(step, payload, order=run.last_seq)
    run.save(update_fields=["last_seq"])


def _store_result(step: Step, result: Mapping[str, Any], *, order: int) -> None:
    CheckResult.objects.update_or_create(
        step=step,
        check_slug=result["check"],
        defaults={
            "order": order,
            "outcome": result["outcome"],
            "title_text": result["title"],
            "hint_text": result["hint"],
            "evidence": result["evidence"],
            "duration_s": result["duration_s"],
        },
    )


@transaction.atomic
def finish_step(step: Step, outcome: Outcome) -> None:
    """Stores a finished step; the next step is queued, or the run ends and moves the submission."""
    submission = lock(step.run.submission)
    held = _check_lease(step)
    held.results.all().delete()
    for order, result in enumerate(outcome.results, 1):
        _store_result(held, result, order=order)
    run = Run.objects.select_for_update().get(pk=held.run_id)
    for name, data in outcome.artifacts.items():
        Artifact.objects.update_or_create(
            run=run, name=name, defaults={"blob": storage.keep(data)}
        )
    held.state = StepState.PASSED if outcome.passed else StepState.FAILED
    held.environment = dict(outcome.environment)
    held.figures = dict(outcome.figures)
    held.notes = [dict(note) for note in outcome.notes]
    held.finished_at = timezone.now()
    held.lease_until = None
    held.save()
    run.pack_digest = str(outcome.environment.get("pack", run.pack_digest))
    run.save(update_fields=["pack_digest"])
    carried = comparing.carry_training(run, passed=outcome.passed)
    following = run.steps.filter(state=StepState.PENDING)
    if not outcome.passed:
        following.update(state=StepState.SKIPPED)
        _finish_run(run, submission, RunVerdict.FAILED)
    elif (after := following.first()) is not None:
        _queue(after)
    elif carried is not None and carried.state == StepState.FAILED:
        _finish_run(run, submission, RunVerdict.FAILED)
    else:
        _finish_run(run, submission, RunVerdict.PASSED)


def _finish_run(run: Run, submission: Submission, verdict: RunVerdict) -> None:
    now = timezone.now()
    run.state, run.verdict, run.finished_at = RunState.FINISHED, verdict, now
    run.save(update_fields=["state", "verdict", "finished_at"])
    if run.regrade_id is not None:
        comparing.compare(run)
        return
    if submission.state != State.CHECKING:  # a run that staff started during the review
        Event.objects.create(submission=submission, kind=EventKind.RUN_FINISHED)
        return
    if verdict == RunVerdict.PASSED:
        tell(move(submission, Action.PASS_CHECKS, by=None, queued_at=now))
    elif submission.project.policy == ChecksPolicy.REVIEW:
        tell(move(submission, Action.REFER_CHECKS, by=None, queued_at=now))
    else:
        tell(move(submission, Action.FAIL_CHECKS, by=None, decided_at=now))


@transaction.atomic
def fail_step(step: Step, incident: str) -> None:
    """A fault of ours: tried again a little later, then shown to staff."""
    submission = lock(step.run.submission)
    held = _check_lease(step)
    _retry_or_give_up(held, submission, incident)


def _retry_or_give_up(step: Step, submission: Submission, incident: str) -> None:
    """After `STEP_TRIES` faults a reviewer gets the work unchecked: nobody waits for us."""
    now = timezone.now()
    step.incident = f"{step.incident}[{now:%F %T} {step.worker}]\n{incident}\n\n"[
        -20_000:
    ]
    if step.tries < settings.STEP_TRIES:
        _queue(step, not_before=now + timedelta(seconds=2 * step.tries**2))
        return
    step.state, step.finished_at = StepState.ERRORED, now
    step.fence = step.lease_until = None
    step.save()
    run = step.run
    run.steps.filter(state=StepState.PENDING).update(state=StepState.SKIPPED)
    run.state, run.finished_at = RunState.ERRORED, now
    run.save(update_fields=["state", "finished_at"])
    logger.error(
        "Run %s of submission %s errored: %s", run.pk, submission.uid, incident
    )
    if run.regrade_id is not None:
        comparing.compare(run)
        return
    Event.objects.create(submission=submission, kind=EventKind.RUN_ERRORED)
    if submission.state == State.CHECKING:
        tell(move(submission, Action.REFER_CHECKS, by=None, queued_at=now))


# --- the clock -----------------------------------------------------------------------------


def sweep() -> dict[str, int]:
    """Takes back what dead workers hold, frees expired claims, wakes workers for what waits."""
    counts = {"steps": 0, "claims": 0, "woken": 0}
    now = timezone.now()
    lost = Step.objects.filter(state=StepState.RUNNING, lease_until__lt=now)
    for step in lost.select_related("run__submission"):
        counts["steps"] += _take_back(step)
    expired = Submission.objects.filter(
        state=State.IN_REVIEW, claim_expires_at__lte=now
    )
    for submission in expired:
        with transaction.atomic():
            lock(submission)  # puts an expired claim back
        counts["claims"] += 1
    for queue in Queue:
        if waiting(queue).exists():
            wake(queue)
            counts["woken"] += 1
    return counts


def _take_back(step: Step) -> bool:
    with transaction.atomic():
        submission = lock(step.run.submission)
        held: Step | None = (
            _held(step)
            .filter(lease_until__lt=timezone.now())
            .select_for_update(of=("self",))
            .first()
        )
        if held is None:  # it came back, or another sweep was faster
            return False
        _retry_or_give_up(held, submission, "The worker stopped answering.")
        return True
