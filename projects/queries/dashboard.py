"""Reads of one student in one cohort: the path of projects, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, Subquery, When

from projects.enums import State
from projects.models import (
    Cohort,
    Enrolment,
    Extension,
    Notification,
    Project,
    Rubric,
    Submission,
    User,
)
from projects.models.submission_queryset import SubmissionQuerySet
from projects.queries.explanations import is_unexplained
from projects.queries.schedule import Scheduled, schedule_of


@dataclass(frozen=True)
class Stop:
    """One project on a student's path."""

    scheduled: Scheduled
    newest: Submission | None
    is_asked: bool = False  # a question about the newest attempt waits for an answer
    met_in: str = ""  # the title of another cohort of theirs, in which it was approved

    @property
    def project(self) -> Project:
        return self.scheduled.project

    @property
    def state(self) -> str:
        """A State value; empty when nothing was handed in."""
        return self.newest.state if self.newest else ""

    @property
    def is_done(self) -> bool:
        return self.state == State.APPROVED

    @property
    def is_startable(self) -> bool:
        return self.scheduled.is_open() and self.state in ("", State.WITHDRAWN)

    @property
    def came_back(self) -> bool:
        return self.is_asked or self.state in (
            State.RETURNED,
            State.CHANGES_REQUESTED,
            State.UNREVIEWABLE,
        )

    @property
    def waits_for_student(self) -> bool:
        return self.came_back or self.is_startable


def enrolments_of(student: User) -> list[Enrolment]:
    """Where they take part first, then the newest: that cohort is meant unless another is asked for."""
    extended = Extension.objects.filter(enrolment=OuterRef("pk"))
    mine = student.enrolments.select_related("cohort").annotate(
        has_extensions=Exists(extended)
    )
    mine = mine.order_by("-joined_at", "-pk")
    return sorted(mine, key=lambda one: not one.is_active)


def that_count(student: User, cohort: Cohort) -> list[Submission]:
    """The newest attempts in the cohort, then what was approved in another of theirs: one query.

    A pass counts wherever they are.
    """
    mine = Submission.objects.visible_to(student).filter(student=student)
    here = attempts_of(student, cohort).latest_attempts()
    elsewhere = Case(When(cohort=cohort, then=0), default=1)
    passed = Q(state=State.APPROVED) & ~Q(cohort=cohort)
    rows = mine.filter(Q(pk__in=here.order_by().values("pk")) | passed)
    rows = rows.select_related("rubric", "cohort")
    return list(rows.order_by(elsewhere, "-submitted_at"))


def attempts_of(student: User, cohort: Cohort) -> SubmissionQuerySet:
    mine = Submission.objects.visible_to(student)
    return mine.filter(student=student, cohort=cohort)


def attempts_at(student: User, cohort: Cohort, project: Project) -> list[Submission]:
    """At one project: those in the cohort, the newest first, then what was approved in another of theirs.

    Each with `rubric_in_force`, the key of the rubric that the next attempt is judged by.
    """
    mine = Submission.objects.visible_to(student).filter(
        student=student, project=project
    )
    elsewhere = Case(When(cohort=cohort, then=0), default=1)
    rows = mine.filter(Q(cohort=cohort) | Q(state=State.APPROVED))
    newest = Rubric.objects.filter(project=OuterRef("project")).values("pk")[:1]
    rows = rows.known_for(student).annotate(rubric_in_force=Subquery(newest))
    rows = rows.select_related("rubric", "cohort")
    return list(rows.order_by(elsewhere, "-attempt"))


def path_of(student: User, cohort: Cohort) -> list[Stop]:
    """The cohort's projects in its order, with the student's dates and newest attempts."""
    return path_with(that_count(student, cohort), student, cohort)


def path_with(
    counted: Sequence[Submission], student: User, cohort: Cohort
) -> list[Stop]:
    """The same, with what `that_count` has read."""
    newest: dict[int, Submission] = {}
    carried: dict[int, Submission] = {}
    for row in counted:
        here = newest.get(row.project_id)
        if row.cohort_id == cohort.pk:
            newest[row.project_id] = row
        elif here is None or here.state != State.APPROVED:
            carried[row.project_id] = row
    newest |= carried
    stops = []
    for scheduled in schedule_of(cohort, student):
        last = newest.get(scheduled.project.pk)
        if last is not None:
            last.project = scheduled.project  # spares a query per row
        asked = last is not None and is_unexplained(last)
        pass_ = carried.get(scheduled.project.pk)
        met_in = pass_.cohort.title if pass_ is not None else ""
        stops.append(Stop(scheduled, last, asked, met_in))
    return stops


def next_stop(stops: Sequence[Stop]) -> Stop | None:
    """Where the student's next step is: what came back, what is running, what is new.

    None when every project that is open has been approved or lies with a reviewer.
    """
    urgency = [
        *(stop for stop in stops if stop.came_back),
        *(stop for stop in stops if stop.state == State.CHECKING),
        *(stop for stop in stops if stop.is_startable),
    ]
    return urgency[0] if urgency else None


def news_for(user: User, limit: int) -> list[Notification]:
    about = (
        *("event__submission__project", "addressed__message__sender"),
        "change__cohort",
        "certification_change__certification__project",
        "certification_change__certification__user",
    )
    return list(user.notifications.select_related(*about)[:limit])
