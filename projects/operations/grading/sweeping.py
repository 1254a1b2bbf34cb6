"""The clock: what nobody else noticed is put right within seconds."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from projects.enums import (
    EventKind,
    Queue,
    RunState,
    RunVerdict,
    State,
    StepState,
)
from projects.models import Event, Run, Step, Submission, Worker
from projects.models.submission import SubmissionQuerySet
from projects.operations.grading import waking
from projects.operations.grading.faults import end_without_verdict, take_back_lost
from projects.operations.grading.holding import hold, remind_staff
from projects.operations.grading.starting import queue_step, start_run
from projects.operations.grading.storing import apply_verdict
from projects.operations.grading.taking import is_paused, waiting
from projects.workflow import lock_submission

logger = logging.getLogger(__name__)

FORGOTTEN_AFTER = timedelta(days=1)


def sweep(*, judging: bool = True) -> dict[str, int]:
    """Takes back what dead workers hold, frees expired claims, wakes workers for what waits.

    Not `judging`: whoever asks cannot tell who is dead, and leaves the leases alone.
    """
    counts = {
        "steps": take_back_lost(Step.objects.all()) if judging else 0,
        "claims": _free_claims(),
        "repaired": sum(map(_repair, stranded())),
        "forgotten": _forget_workers(),
        "reminded": remind_staff(),
        "woken": 0,
    }
    for queue in () if is_paused() else Queue:
        if waiting(queue).exists():
            waking.wake(queue)
            counts["woken"] += 1
    return counts


def _free_claims() -> int:
    expired = Submission.objects.free_to_claim().filter(state=State.IN_REVIEW)
    for submission in expired:
        with transaction.atomic():
            lock_submission(submission)  # puts an expired claim back
    return len(expired)


def stranded() -> SubmissionQuerySet:
    """Being checked, they say, but by nobody, now or later. There should never be one."""
    live = Step.objects.filter(
        run__submission=OuterRef("pk"),
        run__state__in=RunState.live(),
        run__counts=True,
        state__in=StepState.live(),
    )
    return Submission.objects.filter(~Exists(live), state=State.CHECKING)


def _repair(submission: Submission) -> bool:
    with transaction.atomic():
        locked = lock_submission(submission)
        if not stranded().filter(pk=locked.pk).exists():
            return False
        run = locked.runs.counted().first()
        logger.error(
            "Submission %s was being checked by nobody; its run: %s",
            locked.uid,
            run and run.state,
        )
        _move_on(locked, run)
        return True


def _move_on(submission: Submission, run: Run | None) -> None:
    if run is None or run.state == RunState.CANCELLED:
        Event.objects.create(submission=submission, kind=EventKind.RUN_REQUESTED)
        start_run(submission)
    elif run.state == RunState.FINISHED:
        apply_verdict(submission, RunVerdict(run.verdict))
    elif run.state in RunState.faulty():
        hold(submission)
    elif (step := run.steps.filter(state=StepState.PENDING).first()) is not None:
        queue_step(step)
    else:
        end_without_verdict(run, submission, RunState.ERRORED)


def _forget_workers() -> int:
    """Rows of processes that ended, in order or not, a day ago."""
    long_ago = timezone.now() - FORGOTTEN_AFTER
    return Worker.objects.filter(seen_at__lt=long_ago).delete()[0]
