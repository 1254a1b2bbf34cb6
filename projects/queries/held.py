"""Reads of what a fault of ours left unchecked and waits for staff."""

from dataclasses import dataclass
from datetime import datetime

from projects.enums import EventKind, State
from projects.models import Run, Step, Submission, User
from projects.queries.grading import newest_run


@dataclass(frozen=True)
class Held:
    submission: Submission
    since: datetime
    run: Run | None
    step: Step | None  # the one that was given up
    is_own: bool  # somebody else has to decide on work of one's own


def held_count() -> int:
    return Submission.objects.filter(state=State.HELD).count()


def held_by_fault(reader: User) -> list[Held]:
    """Those that have waited longest first."""
    rows = Submission.objects.visible_to(reader).filter(state=State.HELD)
    rows = rows.select_related("project", "cohort", "student")
    found = [_held(one, reader) for one in rows]
    return sorted(found, key=lambda one: one.since)


def _held(submission: Submission, reader: User) -> Held:
    told = submission.events.filter(kind=EventKind.HOLD_CHECKS).last()
    run = newest_run(submission)
    steps = run.steps.all() if run else ()
    return Held(
        submission,
        since=told.at if told else submission.submitted_at,
        run=run,
        step=next((step for step in steps if step.incident), None),
        is_own=submission.student_id == reader.pk,
    )
