"""A cohort's syllabus as a student reads it: weeks, what happens in each, and which is now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from projects.models import Cohort, HelpChannel, LiveSession, SyllabusWeek, User
from projects.queries.schedule import Scheduled
from projects.zones import local_time, zone_named

WEEK = timedelta(weeks=1)
KEPT_S = 60


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


@dataclass(frozen=True)
class Guide:
    """What every student of a cohort reads alike."""

    weeks: Sequence[SyllabusWeek]
    sessions: Sequence[LiveSession]
    channels: Sequence[HelpChannel]


def guide_of(cohort: Cohort) -> Guide:
    """At most a minute old."""
    key = f"guide-{cohort.slug}"
    return cache.get_or_set(key, lambda: _read(cohort), KEPT_S) or _read(cohort)


def _read(cohort: Cohort) -> Guide:
    return Guide(
        list(cohort.weeks.all()),
        list(cohort.live_sessions.all()),
        list(cohort.help_channels.all()),
    )


def weeks_of(cohort: Cohort, guide: Guide, schedule: Sequence[Scheduled]) -> list[Week]:
    """What lies outside of all weeks stands in the nearest one."""
    numbers = [row.number for row in guide.weeks]
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
            sessions=[
                one for one in guide.sessions if is_in(row.number, one.starts_at)
            ],
            opening=[one for one in schedule if is_in(row.number, one.opens_at)],
            due=[one for one in schedule if is_in(row.number, one.due_at)],
        )
        for row in guide.weeks
    ]


def week_number(cohort: Cohort, at: datetime) -> int:
    """1 on the cohort's first day; 0 and less before it."""
    day = local_time(at, zone_named(cohort.time_zone)).date()
    return (day - cohort.starts_on).days // WEEK.days + 1


def _nearest(numbers: Sequence[int], wanted: int) -> int:
    return min(numbers, key=lambda one: (abs(one - wanted), one))


def this_week(cohort: Cohort, guide: Guide) -> tuple[int, str, int] | None:
    """Its number, its topic, and how many there are; None before, after and without weeks."""
    now = week_number(cohort, timezone.now())
    topics = {row.number: row.topic for row in guide.weeks}
    return (now, topics[now], len(topics)) if now in topics else None


def next_session(guide: Guide) -> LiveSession | None:
    """One that runs is shown for an hour more."""
    since = timezone.now() - timedelta(hours=1)
    return next((one for one in guide.sessions if one.starts_at >= since), None)


def channels_for(guide: Guide, reader: User) -> list[HelpChannel]:
    """Those for everybody, and those of the reader's language."""
    wanted = ("", reader.language)
    return [one for one in guide.channels if one.language in wanted]
