"""Everything of one student in one cohort, for those who lead it. A few queries for any history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from projects.enums import RunState, State
from projects.models import (
    AuditEntry,
    Cohort,
    Enrolment,
    Event,
    Extension,
    Letter,
    Notification,
    Review,
    Run,
    Submission,
    UploadAttempt,
    User,
)
from projects.queries.kept import KeptQuery
from projects.queries.overview import WITH_US
from projects.queries.review_room import UNSEEN_OF_PROJECTS
from projects.queries.schedule import Scheduled, schedule_of

LAST_LETTERS = 12
LAST_EVENTS = 20
LAST_ENTRIES = 20
DAY = timedelta(days=1)


@dataclass(frozen=True)
class AtProject:
    """A project with all attempts at it, the newest first."""

    scheduled: Scheduled
    attempts: Sequence[Submission]  # annotated as `_with_marks` says
    extension: Extension | None
    met_in: Submission | None = None  # approved in another cohort, and not here

    @property
    def is_met(self) -> bool:
        counted = self.counted
        is_here = counted is not None and counted.state == State.APPROVED
        return is_here or self.met_in is not None

    @property
    def counted(self) -> Submission | None:
        kept = (one for one in self.attempts if one.state != State.WITHDRAWN)
        return next(kept, self.attempts[0] if self.attempts else None)

    @property
    def is_late(self) -> bool:
        counted = self.counted
        is_past = self.scheduled.is_past(timezone.now())
        is_theirs = counted is None or counted.state not in WITH_US
        return is_past and is_theirs and self.met_in is None


def enrolments_for(reader: User) -> QuerySet[Enrolment]:
    """In cohorts that the reader leads, with what is counted of a student: `unread`, and of the last day `uploads` and `refused`."""
    since = timezone.now() - DAY
    unread = Notification.objects.filter(recipient=OuterRef("student"), read_at=None)
    uploads = UploadAttempt.objects.filter(student=OuterRef("student"), at__gte=since)
    handed_in = Submission.objects.filter(
        student=OuterRef("student"), submitted_at__gte=since
    )
    led = Enrolment.objects.filter(cohort__in=Cohort.objects.led_by(reader))
    return led.select_related("student", "cohort").annotate(
        unread=_counted(unread, "recipient"),
        uploads=_counted(uploads, "student"),
        refused=Greatest(F("uploads") - _counted(handed_in, "student"), 0),
    )


def _counted(rows: QuerySet[Any], person: str) -> Coalesce:
    counted = rows.order_by().values(person).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def projects_of(enrolment: Enrolment, reader: User) -> list[AtProject]:
    rows = _attempts(enrolment.student_id, enrolment.cohort_id, reader)
    here = [one for one in rows if one.cohort_id == enrolment.cohort_id]
    carried = {one.project_id: one for one in rows if one not in here}
    own = enrolment.extensions.select_related("granted_by")
    extensions = {one.project_id: one for one in own}
    found = []
    for one in schedule_of(enrolment.cohort):
        extension = extensions.get(one.project.pk)
        mine = one.extended_to(extension.due_at if extension else None)
        at_project = [row for row in here if row.project_id == one.project.pk]
        place = AtProject(mine, at_project, extension)
        met_in = None if place.is_met else carried.get(one.project.pk)
        found.append(replace(place, met_in=met_in))
    return found


def _with_marks(student: int, cohort: int, reader: User) -> QuerySet[Submission]:
    """Those here, and what was approved in other cohorts: a pass counts in all of theirs (0065).

    Each with the verdict of its checks, its last review's reviewer and stars, and its faults of ours.
    """
    runs = Run.objects.counted().filter(submission=OuterRef("pk"))
    reviews = Review.objects.filter(
        submission=OuterRef("pk"), published_at__isnull=False
    ).order_by("-published_at", "-pk")
    faulty = Q(runs__state__in=RunState.faulty(), runs__counts=True)
    mine = Submission.objects.filter(student=student)
    seen = mine.visible_to(reader).filter(cohort=cohort)
    elsewhere = Q(state=State.APPROVED) & ~Q(cohort=cohort)
    return (
        mine.filter(Q(pk__in=seen.values("pk")) | elsewhere)
        .select_related("cohort")
        .annotate(
            checks=Subquery(runs.order_by("-number").values("verdict")[:1]),
            reviewed_by=Subquery(reviews.values("reviewer__name")[:1]),
            stars=Subquery(reviews.values("rating__stars")[:1]),
            faults=Count("runs", filter=faulty, distinct=True),
        )
        .order_by("project", "-attempt")
    )


_attempts = KeptQuery(_with_marks)


def other_enrolments(enrolment: Enrolment, reader: User) -> QuerySet[Enrolment]:
    """In other cohorts that the reader leads, too."""
    rows = Enrolment.objects.filter(student=enrolment.student_id)
    rows = rows.exclude(pk=enrolment.pk).select_related("cohort")
    if not reader.leads_everywhere:
        rows = rows.filter(cohort__leads__lead=reader)
    return rows.order_by("-cohort__starts_on")


last_letters = KeptQuery(
    lambda student: (
        Letter.objects.filter(recipient=student)
        .select_related("event__submission__project", "change")
        .defer(*(f"event__submission__{name}" for name in UNSEEN_OF_PROJECTS))
        .order_by("-created_at", "-pk")[:LAST_LETTERS]
    )
)
"""Called with the student's key, as those below."""

last_events = KeptQuery(
    lambda student, cohort: (
        Event.objects.filter(submission__student=student, submission__cohort=cohort)
        .select_related("submission__project", "actor")
        .defer(*(f"submission__{name}" for name in UNSEEN_OF_PROJECTS))
        .order_by("-at", "-pk")[:LAST_EVENTS]
    )
)

changes_of = KeptQuery(
    lambda student, cohort: AuditEntry.objects.filter(
        person=student, cohort=cohort
    ).select_related("actor")[:LAST_ENTRIES]
)
"""What somebody changed of this student here."""
