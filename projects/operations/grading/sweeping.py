"""The clock: what nobody else noticed is put right within seconds."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from projects.enums import (
    Queue,
    State,
)
from projects.models import Step, Submission, Worker
from projects.operations.grading import waking
from projects.operations.grading.faults import take_back_lost
from projects.operations.grading.reminding import remind_staff
from projects.operations.grading.repairing import repair, stranded
from projects.operations.grading.taking import is_paused, waiting
from projects.workflow import lock_submission

FORGOTTEN_AFTER = timedelta(days=1)


def sweep(*, judging: bool = True) -> dict[str, int]:
    """Takes back what dead workers hold, frees expired claims, wakes workers for what waits.

    Not `judging`: whoever asks cannot tell who is dead, and leaves the leases alone.
    """
    counts = {
        "steps": take_back_lost(Step.objects.all()) if judging else 0,
        "claims": _free_claims(),
        "repaired": sum(map(repair, stranded())),
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


def _forget_workers() -> int:
    """Rows of processes that ended, in order or not, a day ago."""
    long_ago = timezone.now() - FORGOTTEN_AFTER
    return Worker.objects.filter(seen_at__lt=long_ago).delete()[0]
