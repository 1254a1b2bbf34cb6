"""Reads of a cohort for its board: who fits the filters, in which order, and their newest work."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from projects.enums import State
from projects.models import Cohort, Enrolment, Submission
from projects.models.cohort import CohortQuerySet
from projects.models.submission_queryset import SubmissionQuerySet
from projects.queries.overview import Overview, Pass, Place, Standing, overview_of

NONE = "none"  # the state of a project that nothing was handed in for
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


# --- who, and in which order ----------------------------------------------------------------


def fitting(overview: Overview, filters: Filters) -> list[Standing]:
    """By name."""
    if filters == Filters():
        return list(overview.standings)
    words = filters.name.strip().casefold()
    there = [
        index
        for index, one in enumerate(overview.projects)
        if filters.project in ("", one.project.slug)
    ]
    return [
        one
        for one in overview.standings
        if (not words or words in one.name.casefold() or words in one.email)
        and _fits([one.places[index] for index in there], filters)
        and (not filters.needs or one.takes_part)
    ]


def _fits(places: Sequence[Place], filters: Filters) -> bool:
    if filters.state == NONE and any(one.state for one in places):
        return False
    if filters.state not in ("", NONE) and all(
        one.state != filters.state for one in places
    ):
        return False
    if filters.needs == STUCK and not any(one.is_stuck for one in places):
        return False
    return filters.needs != LATE or any(one.is_late for one in places)


def enrolled(cohort: Cohort, filters: Filters) -> QuerySet[Enrolment]:
    """Those who fit the filters, by name."""
    rows = cohort.enrolments.select_related("student").order_by("student__name", "pk")
    if filters == Filters():
        return rows
    found = fitting(overview_of(cohort), filters)
    return rows.filter(pk__in=[one.enrolment for one in found])


Key = Callable[[Standing], tuple]
_LONG_AGO = datetime.min.replace(tzinfo=timezone.get_fixed_timezone(0))


def _by_progress(one: Standing) -> tuple:
    return -one.approved, tuple(place.state for place in one.places)


def _by_activity(one: Standing) -> tuple:
    return one.last_at is not None, one.last_at or _LONG_AGO


def _by_waiting(one: Standing) -> tuple:
    return one.waiting_since is None, one.waiting_since or _LONG_AGO


# What one looks for comes first: the furthest, who was silent longest, who waits longest.
ORDERS: Mapping[str, Key | None] = MappingProxyType(
    {
        "name": None,
        "progress": _by_progress,
        "activity": _by_activity,
        "attempts": lambda one: (-one.attempts,),
        "waiting": _by_waiting,
    }
)


def ordered(standings: Iterable[Standing], order: str) -> list[Standing]:
    """Those who are alike by name; an order that does not exist is by name."""
    key = ORDERS.get(order)
    return list(standings) if key is None else sorted(standings, key=key)


# --- the rows of one page -------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One student and one project."""

    submission: Submission | None
    is_late: bool
    carried: Pass | None = None  # of another cohort, which counts here

    @property
    def state(self) -> str:
        if self.carried is not None:
            return State.APPROVED
        return self.submission.state if self.submission else ""


@dataclass(frozen=True)
class Row:
    standing: Standing
    cells: Sequence[Cell]


def board(
    cohort: Cohort, overview: Overview, standings: Sequence[Standing], project: str = ""
) -> list[Row]:
    """The cells of these students, as they are now: one query. `project`: only that one."""
    students = [one.student for one in standings]
    rows = newest_in(cohort).filter(student__in=students)
    fields = ("uid", "student", "project", "state", "attempt")
    newest = {(row.student_id, row.project_id): row for row in rows.only(*fields)}
    return [
        Row(
            one,
            [
                _cell(newest.get(key), overview.carried.get(key), place)
                for scheduled, place in zip(overview.projects, one.places, strict=True)
                for key in [(one.student, scheduled.project.pk)]
                if project in ("", scheduled.project.slug)
            ],
        )
        for one in standings
    ]


def _cell(submission: Submission | None, carried: Pass | None, place: Place) -> Cell:
    is_met = submission is not None and submission.state == State.APPROVED
    if carried is not None and not is_met:
        return Cell(submission, is_late=False, carried=carried)
    is_over = submission is not None and submission.state in (
        *State.open(),
        State.APPROVED,
    )
    return Cell(submission, is_late=place.is_late and not is_over)
