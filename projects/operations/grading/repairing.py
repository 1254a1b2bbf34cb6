"""Submissions that are being checked by nobody are put right."""

import logging

from django.db import transaction
from django.db.models import Exists, OuterRef

from projects.enums import (
    EventKind,
    RunState,
    RunVerdict,
    State,
    StepState,
)
from projects.models import Event, Run, Step, Submission
from projects.models.submission_queryset import SubmissionQuerySet
from projects.operations.grading.giving_up import end_without_verdict
from projects.operations.grading.holding import hold
from projects.operations.grading.moving_on import apply_verdict
from projects.operations.grading.starting import queue_step, start_run
from projects.workflow import lock_submission

logger = logging.getLogger(__name__)


def stranded() -> SubmissionQuerySet:
    """Being checked, they say, but by nobody, now or later. There should never be one."""
    live = Step.objects.filter(
        run__submission=OuterRef("pk"),
        run__state__in=RunState.live(),
        run__counts=True,
        state__in=StepState.live(),
    )
    return Submission.objects.filter(~Exists(live), state=State.CHECKING)


def repair(submission: Submission) -> bool:
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
