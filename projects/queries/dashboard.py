"""Reads of one student in one cohort: the path of projects, and what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from projects.enums import State
from projects.models import (
    Cohort,
    Enrolment,
    Notification,
    Project,
    Submission,
    User,
)
from projects.models.submission import SubmissionQuerySet
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
    mine = student.enrolments.select_related("cohort").order_by("-joined_at", "-pk")
    return sorted(mine, key=lambda one: not one.is_active)


def passed_elsewhere(student: User, cohort: Cohort | None) -> Mapping[int, Submission]:
    """Approved in another cohort of theirs, by project: a pass counts wherever they are."""
    rows = Submission.objects.visible_to(student).filter(
        student=student, state=State.APPROVED
    )
    rows = rows.exclude(cohort=cohort) if cohort else rows.none()
    return {row.project_id: row for row in rows.select_related("cohort")}


def carried_to(
    newest: Submission | None, student: User, cohort: Cohort | None, project: Project
) -> Submission | None:
    """The pass of another cohort that counts in this one, unless `newest` is one of this one."""
    if newest is not None and newest.state == State.APPROVED:
        return None
    return passed_elsewhere(student, cohort).get(project.pk)


def attempts_of(student: User, cohort: Cohort) -> SubmissionQuerySet:
    mine = Submission.objects.visible_to(student)
    return mine.filter(student=student, cohort=cohort)


def path_of(student: User, cohort: Cohort) -> list[Stop]:
    """The cohort's projects in its order, with the student's dates and newest attempts."""
    here = attempts_of(student, cohort).latest_attempts()
    newest = {row.project_id: row for row in here}
    done_here = {
        project for project, row in newest.items() if row.state == State.APPROVED
    }
    carried = {
        project: row
        for project, row in passed_elsewhere(student, cohort).items()
        if project not in done_here
    }
    newest |= carried
    stops = []
    for row in schedule_of(cohort, student):
        last = newest.get(row.project.pk)
        if last is not None:
            last.project = row.project  # spares a query per row
        asked = last is not None and is_unexplained(last)
        pass_ = carried.get(row.project.pk)
        met_in = pass_.cohort.title if pass_ is not None else ""
        stops.append(Stop(row, last, asked, met_in))
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
    )
    return list(user.notifications.select_related(*about)[:limit])
