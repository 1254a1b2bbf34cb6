"""What goes wrong with a step, by whose doing, and what follows.

A fault is told by a worker that lived: a disk, a sandbox, a broken check. A death is told by
nobody: the lease or the deadline passed. Neither is the student's. A step that is handed back
(the device vanished, the worker was told to stop) counts as neither.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from projects.enums import RunState
from projects.models import Step
from projects.operations.grading.giving_up import give_up
from projects.operations.grading.leases import SILENT, check_lease, held, lost
from projects.operations.grading.starting import queue_step
from projects.workflow import lock_submission

INCIDENT_CHARACTERS = 20_000
SILENCE = "The worker stopped answering."
TOO_LONG = "The worker answered, but was still at it when the time was up."


@transaction.atomic
def fail_step(step: Step, incident: str) -> None:
    """An error on our side: tried again a little later, then left to staff."""
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
    gone = lost() & steps
    return sum(map(_take_back, gone.select_related("run__submission")))


def _take_back(step: Step) -> bool:
    with transaction.atomic():
        submission = lock_submission(step.run.submission)
        mine = (held(step) & lost()).annotate(is_silent=SILENT)
        row = mine.select_for_update(of=("self",)).first()
        if row is None:  # it came back, or another sweep was faster
            return False
        row.deaths += 1
        _note(row, SILENCE if row.is_silent else TOO_LONG)
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
