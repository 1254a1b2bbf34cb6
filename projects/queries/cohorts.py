"""Reads of a cohort as a whole: who stands where, who needs help. A few queries for any size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from projects.enums import State
from projects.models import Cohort, CohortProject, Enrolment, Project, Submission, User
from projects.models.cohort import CohortQuerySet
from projects.models.submission import SubmissionQuerySet

NONE = "none"  # the state of a project that nothing was handed in for
STUCK_AFTER = 2  # attempts sent back
SENT_BACK = (State.RETURNED, State.CHANGES_REQUESTED)
WITH_US = (*State.open(), State.APPROVED)
STUCK, LATE = "stuck", "late"  # kinds of needing help


@dataclass(frozen=True)
class Filters:
    """What the address asks for; empty: everything."""

    state: str = ""  # a State value or NONE
    project: str = ""  # a slug
    name: str = ""  # part of a name or e-mail address
    needs: str = ""  # STUCK or LATE


def cohorts_with_counts() -> CohortQuerySet:
    """Each cohort with `student_count`, `waiting_count` and `approved_count`."""
    students = Enrolment.objects.active().filter(cohort=OuterRef("pk"))
    submissions = Submission.objects.filter(cohort=OuterRef("pk"))
    waiting = submissions.filter(state__in=(*State.queued(), State.IN_REVIEW))
    return Cohort.objects.annotate(
        student_count=_count(students),
        waiting_count=_count(waiting),
        approved_count=_count(submissions.filter(state=State.APPROVED)),
    )


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("cohort").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def newest_in(cohort: Cohort) -> SubmissionQuerySet:
    """The last attempt of every student at every project."""
    return Submission.objects.latest_attempts().filter(cohort=cohort)


def state_counts(cohort: Cohort) -> Mapping[str, int]:
    """How many pairs of student and project stand in each state, by their last attempt."""
    rows = newest_in(cohort).order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def handed_in_count(cohort: Cohort) -> int:
    """Students who have handed in anything at all."""
    return Submission.objects.filter(cohort=cohort).values("student").distinct().count()


def stuck_in(cohort: Cohort) -> QuerySet[Any]:
    """Submissions: last attempts that were sent back, like at least one before them. Most often first.

    Annotated with `sent_back`: how many attempts at this project were.
    """
    attempts = Submission.objects.filter(
        student=OuterRef("student"),
        cohort=OuterRef("cohort"),
        project=OuterRef("project"),
        state__in=SENT_BACK,
    )
    counted = attempts.order_by().values("student").annotate(n=Count("pk")).values("n")
    return (
        newest_in(cohort)
        .filter(state__in=SENT_BACK, attempt__gte=STUCK_AFTER)
        .annotate(sent_back=Subquery(counted))
        .filter(sent_back__gte=STUCK_AFTER)
        .select_related("student", "project")
        .order_by("-sent_back", "decided_at", "pk")
    )


def late_in(cohort: Cohort) -> QuerySet[Any]:
    """Students with a project past its date that is neither approved nor with us.

    An enrolment per student and project, annotated with `late_project` and `late_since`; the
    longest overdue first.
    """
    fine = Submission.objects.filter(
        student=OuterRef("student"),
        cohort=OuterRef("cohort"),
        project=OuterRef("cohort__cohort_projects__project"),
        state__in=WITH_US,
    )
    return (
        Enrolment.objects.active()
        .filter(
            ~Exists(fine),
            cohort=cohort,
            cohort__cohort_projects__due_at__lte=timezone.now(),
            cohort__cohort_projects__project__announced=False,
        )
        .annotate(
            late_project=F("cohort__cohort_projects__project"),
            late_since=F("cohort__cohort_projects__due_at"),
        )
        .select_related("student")
        .order_by("late_since", "student__name", "pk")
    )


def enrolled(cohort: Cohort, filters: Filters) -> QuerySet[Enrolment]:
    """The board's rows, by name."""
    rows = cohort.enrolments.select_related("student").order_by("student__name", "pk")
    if filters.name:
        words = filters.name.strip()
        rows = rows.filter(
            Q(student__name__icontains=words) | Q(student__email__icontains=words)
        )
    if filters.state:
        rows = rows.filter(_in_state(cohort, filters))
    if filters.needs == STUCK:
        rows = rows.filter(
            student__in=_of_project(stuck_in(cohort), filters)
            .order_by()
            .values("student")
        )
    if filters.needs == LATE:
        late = late_in(cohort).order_by()
        if filters.project:
            wanted = Project.objects.filter(slug=filters.project)
            late = late.filter(late_project__in=wanted.values("pk"))
        rows = rows.filter(pk__in=late.values("pk"))
    return rows


def _of_project(rows: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    return rows.filter(project__slug=filters.project) if filters.project else rows


def _in_state(cohort: Cohort, filters: Filters) -> Q:
    if filters.state == NONE:
        anything = Submission.objects.filter(cohort=cohort, student=OuterRef("student"))
        return ~Q(Exists(_of_project(anything, filters)))
    there = newest_in(cohort).filter(student=OuterRef("student"), state=filters.state)
    return Q(Exists(_of_project(there, filters)))


@dataclass(frozen=True)
class Cell:
    """One student and one project."""

    submission: Submission | None
    is_late: bool

    @property
    def state(self) -> str:
        return self.submission.state if self.submission else ""


@dataclass(frozen=True)
class Row:
    student: User
    cells: Sequence[Cell]


def board(
    cohort: Cohort, students: Sequence[User], projects: Sequence[Project]
) -> list[Row]:
    """The cells of these students: two queries, however many there are."""
    due = due_dates(cohort)
    rows = newest_in(cohort).filter(student__in=students)
    newest = {(row.student_id, row.project_id): row for row in rows}
    return [
        Row(
            student,
            [
                _cell(newest.get((student.pk, one.pk)), due.get(one.pk))
                for one in projects
            ],
        )
        for student in students
    ]


def _cell(submission: Submission | None, due_at: datetime | None) -> Cell:
    state = submission.state if submission else ""
    overdue = due_at is not None and due_at <= timezone.now()
    return Cell(submission, is_late=overdue and state not in WITH_US)


def due_dates(cohort: Cohort) -> Mapping[int, datetime]:
    """By project; of projects that are open."""
    dated = CohortProject.objects.filter(cohort=cohort, project__announced=False)
    rows = dated.values_list("project", "due_at")
    return {project: due_at for project, due_at in rows if due_at is not None}
