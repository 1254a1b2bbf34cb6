"""Reads of what a fault of ours left unchecked and waits for staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Prefetch, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Coalesce

from projects.enums import EventKind, State
from projects.models import Run, Step, Submission, User
from projects.models.submission_queryset import SubmissionQuerySet


@dataclass(frozen=True)
class Held:
    submission: Submission
    since: datetime
    run: Run | None
    step: Step | None  # the one that was given up
    is_own: bool  # somebody else has to decide on work of one's own


def held_for(reader: User) -> SubmissionQuerySet:
    return Submission.objects.led_by(reader).filter(state=State.HELD)


def held_by_fault(reader: User) -> QuerySet[Submission]:
    """Those that have waited longest first, each with `held_since`."""
    told = Max("events__at", filter=Q(events__kind=EventKind.HOLD_CHECKS))
    rows = held_for(reader).select_related("project", "cohort", "student")
    since = Coalesce(told, "submitted_at")
    return rows.annotate(held_since=since).order_by("held_since", "pk")


def told_of(page: Iterable[Submission], reader: User) -> list[Held]:
    """What staff read of each of a page of `held_by_fault`, in a few queries for all."""
    rows = list(page)
    runs = Run.objects.counted().prefetch_related("steps")
    prefetch_related_objects(rows, Prefetch("runs", runs, to_attr="counted_runs"))
    return [_held(one, reader) for one in rows]


def _held(submission: Submission, reader: User) -> Held:
    """`counted_runs`: the newest first."""
    run = next(iter(submission.counted_runs), None)  # type: ignore[attr-defined]
    steps = run.steps.all() if run else ()
    return Held(
        submission,
        since=submission.held_since,  # type: ignore[attr-defined]
        run=run,
        step=next((step for step in steps if step.incident), None),
        is_own=submission.student_id == reader.pk,
    )
