"""A cohort's syllabus as a student reads it: weeks, what happens in each, and which is now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from projects.models import Cohort, HelpChannel, LiveSession, User
from projects.queries.schedule import Scheduled
from projects.zones import local_time, zone_named

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Week:
    """Its days are those of the cohort's calendar."""

    number: int
    topic: str
    starts_on: date
    is_now: bool
    sessions: Sequence[LiveSession] = ()
    opening: Sequence[Scheduled] = ()
    due: Sequence[Scheduled] = ()

    @property
    def ends_on(self) -> date:
        return self.starts_on + WEEK - timedelta(days=1)


def weeks_of(cohort: Cohort, schedule: Sequence[Scheduled]) -> list[Week]:
    """Two queries. What lies outside of all weeks stands in the nearest one."""
    rows = list(cohort.weeks.all())
    numbers = [row.number for row in rows]
    if not numbers:
        return []
    sessions = list(cohort.live_sessions.all())
    now = week_number(cohort, timezone.now())

    def is_in(number: int, at: datetime | None) -> bool:
        if at is None:
            return False
        found = week_number(cohort, at)
        return _nearest(numbers, found) == number

    return [
        Week(
            number=row.number,
            topic=row.topic,
            starts_on=cohort.starts_on + (row.number - 1) * WEEK,
            is_now=row.number == now,
            sessions=[one for one in sessions if is_in(row.number, one.starts_at)],
            opening=[one for one in schedule if is_in(row.number, one.opens_at)],
            due=[one for one in schedule if is_in(row.number, one.due_at)],
        )
        for row in rows
    ]


def week_number(cohort: Cohort, at: datetime) -> int:
    """1 on the cohort's first day; 0 and less before it."""
    day = local_time(at, zone_named(cohort.time_zone)).date()
    return (day - cohort.starts_on).days // WEEK.days + 1


def _nearest(numbers: Sequence[int], wanted: int) -> int:
    return min(numbers, key=lambda one: (abs(one - wanted), one))


def this_week(cohort: Cohort) -> tuple[int, str, int] | None:
    """Its number, its topic, and how many there are; None before, after and without weeks."""
    now = week_number(cohort, timezone.now())
    rows = list(cohort.weeks.all())
    return next(
        ((now, row.topic, len(rows)) for row in rows if row.number == now), None
    )


def next_session(cohort: Cohort) -> LiveSession | None:
    """One that runs is shown for an hour more."""
    since = timezone.now() - timedelta(hours=1)
    return cohort.live_sessions.filter(starts_at__gte=since).first()


def channels_for(cohort: Cohort, reader: User) -> QuerySet[HelpChannel]:
    """Those for everybody, and those of the reader's language."""
    return cohort.help_channels.filter(Q(language="") | Q(language=reader.language))
