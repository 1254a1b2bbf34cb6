"""What goes wrong with a step, by whose doing, and what follows.

A fault is told by a worker that lived: a disk, a sandbox, a broken check. A death is told by
nobody: the lease or the deadline passed. Neither is the student's. A step that is handed back
(the device vanished, the worker was told to stop) counts as neither.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from projects.enums import EventKind, RunState, RunVerdict, State, StepState
from projects.models import Event, Run, Step, Submission
from projects.operations.grading import observers
from projects.operations.grading.holding import hold
from projects.operations.grading.leases import check_lease, held, lost
from projects.operations.grading.starting import queue_step
from projects.operations.grading.storing import end_step
from projects.workflow import lock_submission
from protocol.rerun import OUR_FAULT, RERUN, TITLE
from protocol.steps import Outcome

logger = logging.getLogger(__name__)

INCIDENT_CHARACTERS = 20_000
SILENCE = "The worker stopped answering."
TOO_LONG = "The worker answered, but was still at it when the time was up."


@transaction.atomic
def fail_step(step: Step, incident: str) -> None:
    """A fault of ours: tried again a little later, then left to staff."""
    submission = lock_submission(step.run.submission)
    row = check_lease(step)
    row.faults += 1
    _note(row, incident)
    if row.faults < settings.STEP_TRIES:
        queue_step(row, not_before=_later(row))
    else:
        give_up(row, submission, RunState.ERRORED)


@transaction.atomic
def hand_back(step: Step, why: str) -> None:
    """At once, to its old place in the line: nobody's fault, so nothing is counted."""
    lock_submission(step.run.submission)
    row = check_lease(step)
    _note(row, why)
    queue_step(row)


def take_back_lost(steps: QuerySet[Step]) -> int:
    """Of these steps, those whose worker died or hangs; how many it were."""
    gone = lost(timezone.now()) & steps
    return sum(map(_take_back, gone.select_related("run__submission")))


def _take_back(step: Step) -> bool:
    with transaction.atomic():
        submission = lock_submission(step.run.submission)
        now = timezone.now()
        mine = held(step) & lost(now)
        row: Step | None = mine.select_for_update(of=("self",)).first()
        if row is None:  # it came back, or another sweep was faster
            return False
        row.deaths += 1
        _note(row, SILENCE if row.lease_until and row.lease_until < now else TOO_LONG)
        if row.deaths < settings.STEP_DEATHS:
            queue_step(row, not_before=_later(row))
        else:
            give_up(row, submission, RunState.QUARANTINED)
        return True


def _later(step: Step) -> datetime:
    return timezone.now() + timedelta(seconds=2 * (step.faults + step.deaths) ** 2)


def _note(step: Step, incident: str) -> None:
    line = f"[{timezone.now():%F %T} {step.worker}]\n{incident}\n\n"
    step.incident = (step.incident + line)[-INCIDENT_CHARACTERS:]


def give_up(step: Step, submission: Submission, state: RunState) -> None:
    """A verdict that exists stands. Without one the work waits for staff."""
    logger.error("Step %s: given up (%s): %s", step.pk, state, step.incident)
    run = Run.objects.select_for_update().get(pk=step.run_id)
    verdict = verdict_in(step)
    if verdict is not None:
        if step.verdict:
            step.results.update_or_create(check_slug=RERUN, defaults=_not_run(step))
        end_step(step, run, submission, passed=verdict == RunVerdict.PASSED)
        return
    step.state, step.finished_at = StepState.ERRORED, timezone.now()
    step.fence = step.lease_until = step.deadline_at = None
    step.save()
    end_without_verdict(run, submission, state)


def verdict_in(step: Step) -> RunVerdict | None:
    """What is certain of a step that did not come to its end; None: nothing.

    Once its checks are all judged, that is their verdict: only the notebook was still to be run.
    Before that, a single check that the work failed in the last try decides, whatever the others
    would have said. Nothing but all of them lets work pass.
    """
    if step.verdict:
        return RunVerdict(step.verdict)
    failed = step.results.filter(outcome=Outcome.FAILED).exclude(check_slug=RERUN)
    return RunVerdict.FAILED if failed.exists() else None


def _not_run(step: Step) -> dict[str, Any]:
    return {
        "order": step.results.exclude(check_slug=RERUN).count() + 1,
        "outcome": Outcome.UNJUDGED,
        "title_text": TITLE,
        "hint_text": OUR_FAULT,
        "evidence": "",
    }


def end_without_verdict(run: Run, submission: Submission, state: RunState) -> None:
    now = timezone.now()
    run.steps.filter(state=StepState.PENDING).update(state=StepState.SKIPPED)
    run.state, run.finished_at = state, now
    run.save(update_fields=["state", "finished_at"])
    logger.error("Run %s of submission %s: %s", run.pk, submission.uid, state)
    observers.run_ended(run)
    if not run.counts:
        return
    Event.objects.create(
        submission=submission, kind=EventKind.RUN_ERRORED, data={"run": state.value}
    )
    if submission.state == State.CHECKING:
        hold(submission)
