"""Runs begin, and are stopped."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import (
    Action,
    EventKind,
    Priority,
    Queue,
    RunState,
    State,
    StepState,
)
from projects.errors import NotAllowed, WrongState
from projects.models import Event, Run, Step, Submission, User
from projects.operations.grading import observers, waking
from projects.queries.grading import QUEUE_OF
from projects.rules import leads_cohort
from projects.workflow import lock_submission, move
from protocol.steps import StepKind


def start_run(submission: Submission, *, priority: Priority = Priority.LIVE) -> Run:
    """Queues a fresh run; inside the caller's transaction."""
    last = submission.runs.aggregate(last=Max("number"))["last"] or 0
    run = Run.objects.create(
        submission=submission,
        number=last + 1,
        pack_digest=submission.project.pack_digest,
    )
    for kind, queue in QUEUE_OF.items():
        Step.objects.create(run=run, kind=kind, queue=queue, priority=priority)
    queue_step(run.steps.get(kind=StepKind.EXAMINE))
    return run


@transaction.atomic
def rerun(submission: Submission, *, by: User) -> Run:
    """Staff start the checks again: after a fault of ours, or to be sure.

    What waited for staff is being checked again, and goes where the new run takes it.
    """
    if not leads_cohort(by, submission.cohort_id):
        raise NotAllowed(_("Only leads and admins start checks again."))
    locked = lock_submission(submission)
    if locked.state not in State.open():
        raise WrongState(_("Checks run again only while a submission is open."))
    if locked.state == State.HELD:
        move(locked, Action.GRADE_AGAIN, by=by)
    else:
        Event.objects.create(submission=locked, kind=EventKind.RUN_REQUESTED, actor=by)
    cancel_runs(locked)
    return start_run(locked)


def cancel_runs(submission: Submission) -> None:
    """Stops what still runs for it; the worker notices at its next write or heartbeat."""
    now = timezone.now()
    live = submission.runs.filter(state__in=RunState.live())
    observers.runs_unwanted(live)
    Step.objects.filter(
        run__in=live, state__in=[*StepState.live(), StepState.PENDING]
    ).update(state=StepState.CANCELLED, finished_at=now, fence=None, lease_until=None)
    live.update(state=RunState.CANCELLED, finished_at=now)


def queue_step(step: Step, *, not_before: datetime | None = None) -> None:
    """Puts it into the line, or back at its old place in it."""
    step.state = StepState.QUEUED
    step.queued_at = step.queued_at or timezone.now()
    step.not_before = not_before
    step.fence = step.lease_until = step.deadline_at = None
    step.save()
    # robust: a broker that is down must not undo the upload; the sweep wakes the workers.
    transaction.on_commit(lambda: waking.wake(Queue(step.queue)), robust=True)
