"""How far a cohort's students are with each project, week by week. Three queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Q
from django.utils import timezone

from projects.enums import State
from projects.models import Cohort, Project, Submission
from projects.queries.schedule import schedule_of
from projects.queries.statistics.weeks import Weeks, place, weeks_of

MANY_ATTEMPTS = 4  # so many or more are told together


@dataclass(frozen=True)
class ProjectProgress:
    """Students, by the end of each week."""

    project: Project
    number: int
    due: float | None  # where its date lies on the axis of weeks
    started: Sequence[int]  # handed in something
    handed_in: Sequence[int]  # something that reached a reviewer
    passed: Sequence[int]
    attempts: Sequence[
        int
    ]  # who passed with the first, the second, …, the fourth or a later one


@dataclass(frozen=True)
class Progress:
    students: int  # who joined, those who left too: they started something
    weeks: int
    projects: Sequence[ProjectProgress]
    has_begun: bool = True


def progress_of(cohort: Cohort) -> Progress:
    schedule = schedule_of(cohort)
    weeks = weeks_of(cohort, schedule)
    rows = _rows(cohort)
    return Progress(
        students=cohort.enrolments.count(),
        weeks=len(weeks),
        projects=[
            _progress(
                one.project,
                one.number,
                place(cohort, one.due_at) if one.due_at else None,
                rows[one.project.pk],
                weeks,
            )
            for one in schedule
        ],
        has_begun=weeks.starts[0] <= timezone.now(),
    )


Row = tuple[datetime, datetime | None, datetime | None, int | None]


def _rows(cohort: Cohort) -> defaultdict[int, list[Row]]:
    """Of each student at each project, by project: when they first got so far."""
    approved = Q(state=State.APPROVED)
    found = (
        Submission.objects.filter(cohort=cohort)
        .order_by()
        .values("project", "student")
        .annotate(
            started=Min("submitted_at"),
            handed_in=Min("queued_at"),
            passed=Min("decided_at", filter=approved),
            attempts=Min("attempt", filter=approved),
        )
    )
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    for project, *row in found.values_list(
        "project", "started", "handed_in", "passed", "attempts"
    ).iterator(chunk_size=5_000):
        rows[project].append((row[0], row[1], row[2], row[3]))
    return rows


def _progress(
    project: Project, number: int, due: float | None, rows: Sequence[Row], weeks: Weeks
) -> ProjectProgress:
    attempts = [0] * MANY_ATTEMPTS
    for *_moments, attempt in rows:
        if attempt is not None:
            attempts[min(attempt, MANY_ATTEMPTS) - 1] += 1
    return ProjectProgress(
        project,
        number,
        due,
        started=weeks.reached(started for started, *_ in rows),
        handed_in=weeks.reached(at for _, at, *_ in rows if at is not None),
        passed=weeks.reached(at for *_, at, _n in rows if at is not None),
        attempts=attempts,
    )
