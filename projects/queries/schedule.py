"""Reads of a cohort's schedule: which projects it has, when they open and are due."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from projects.models import Cohort, CohortProject, Extension, Project, User
from projects.queries.kept import KeptQuery
from projects.zones import zone_named


@dataclass(frozen=True)
class Scheduled:
    """A project in a cohort; for one student, with their own date."""

    project: Project
    number: int  # its place in the cohort, from 1
    opens_at: datetime | None = None
    due_at: datetime | None = None
    grace: timedelta = timedelta()
    is_extended: bool = False

    @property
    def late_from(self) -> datetime | None:
        return self.due_at and self.due_at + self.grace

    def extended_to(self, due_at: datetime | None) -> "Scheduled":
        """For a student with a date of their own, which has no grace.

        One that gives no more time changes nothing: the cohort's date may have been moved since.
        """
        ours = self.late_from
        if due_at is None or (ours is not None and due_at <= ours):
            return self
        return replace(self, due_at=due_at, grace=timedelta(), is_extended=True)

    def is_past(self, now: datetime) -> bool:
        """Whether what is handed in now is late."""
        late_from = self.late_from
        return not self.project.announced and late_from is not None and late_from <= now

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether work is taken: the pack is there, and the cohort has come to it."""
        now = now or timezone.now()
        return not self.project.announced and (
            self.opens_at is None or self.opens_at <= now
        )


def schedule_of(cohort: Cohort, student: User | None = None) -> list[Scheduled]:
    """The cohort's projects in its order; one query, two for a cohort without a list of its own."""
    found = _places(cohort.pk) if student is None else _dated(cohort.pk, student)
    rows = found or _every_project(cohort, student)
    return [
        Scheduled(
            project=row.project,
            number=number,
            opens_at=row.opens_at,
            due_at=row.due_at,
            grace=timedelta(hours=row.grace_hours),
        ).extended_to(getattr(row, "own_due_at", None))
        for number, row in enumerate(rows, 1)
    ]


_places = KeptQuery(
    lambda cohort: CohortProject.objects.filter(cohort=cohort).select_related("project")
)
_dated = KeptQuery(
    lambda cohort, student: (
        CohortProject.objects.filter(cohort=cohort)
        .select_related("project")
        .annotate(own_due_at=_own_date(cohort, student, "project"))
    )
)


def _own_date(cohort: Cohort | int, student: User, project: str) -> Subquery:
    own = Extension.objects.filter(
        enrolment__cohort=cohort,
        enrolment__student=student,
        project=OuterRef(project),
    )
    return Subquery(own.values("due_at")[:1])


def _every_project(cohort: Cohort, student: User | None) -> list[CohortProject]:
    """As the schedule of a cohort that has none: the site's projects, without dates of its own."""
    found = Project.objects.all()
    if student is not None:
        found = found.annotate(own_due_at=_own_date(cohort, student, "pk"))
    rows = []
    for one in found:
        row = CohortProject(cohort=cohort, project=one, order=one.order)
        row.own_due_at = getattr(one, "own_due_at", None)  # type: ignore[attr-defined]
        rows.append(row)
    return rows


def scheduled(
    cohort: Cohort, project: Project, student: User | None = None
) -> Scheduled | None:
    """None: this cohort does not have the project."""
    rows = schedule_of(cohort, student)
    return next((one for one in rows if one.project.pk == project.pk), None)


def extensions_in(
    cohort: Cohort, student: User | None = None
) -> Mapping[tuple[int, int], datetime]:
    """The dates of single students, or of one, by student and project."""
    rows = Extension.objects.filter(enrolment__cohort=cohort)
    if student is not None:
        rows = rows.filter(enrolment__student=student)
    read = rows.values_list("enrolment__student", "project", "due_at")
    return {(who, project): due_at for who, project, due_at in read}


def zone_of(person: User) -> ZoneInfo:
    """In which they read dates: the one they chose, else that of their newest cohort."""
    if person.time_zone:
        return zone_named(person.time_zone)
    newest = person.enrolments.order_by("-joined_at", "-pk")
    return zone_named(newest.values_list("cohort__time_zone", flat=True).first() or "")
