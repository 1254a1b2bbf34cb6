"""A cohort's weeks, in its own zone: week 1 begins on its first day."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from django.utils import timezone

from projects.models import Cohort
from projects.queries.schedule import Scheduled

MOST = 60  # weeks of a cohort that names no end
AFTERWARDS = timedelta(weeks=4)  # resubmissions go on after the last date


@dataclass(frozen=True)
class Weeks:
    starts: Sequence[datetime]  # of each week that has begun

    def __len__(self) -> int:
        return len(self.starts)

    def index(self, at: datetime) -> int:
        """Of the week, from 0; what came before the first day counts for it."""
        return max(bisect_right(self.starts, at) - 1, 0)

    def reached(self, moments: Iterable[datetime]) -> list[int]:
        """How many of the moments lay before the end of each week."""
        counts = self.each(moments)
        for week in range(1, len(counts)):
            counts[week] += counts[week - 1]
        return counts

    def each(self, moments: Iterable[datetime]) -> list[int]:
        """How many of the moments each week had."""
        counts = [0] * len(self.starts)
        for moment in moments:
            counts[self.index(moment)] += 1
        return counts


def weeks_of(cohort: Cohort, schedule: Sequence[Scheduled]) -> Weeks:
    """Those from its first day until now, but not for ever after its end."""
    zone = ZoneInfo(cohort.time_zone)
    last = min(timezone.now(), _end(cohort, schedule, zone))
    starts: list[datetime] = []
    for number in range(MOST):
        begins = _midnight(cohort.starts_on + timedelta(weeks=number), zone)
        if starts and begins > last:
            break
        starts.append(begins)
    return Weeks(starts)


def place(cohort: Cohort, at: datetime) -> float:
    """Where a moment lies on an axis of weeks: 2 is the middle of the second, 2.5 its end.

    By the cohort's clock, so that a change to summer time moves no midnight off a week's end.
    """
    here = at.astimezone(ZoneInfo(cohort.time_zone)).replace(tzinfo=None)
    begins = datetime.combine(cohort.starts_on, time.min)
    return 1 + (here - begins) / timedelta(weeks=1) - 0.5


def week_of(place: float) -> int:
    """The number of the week that a place lies in; a week's very end is its own."""
    return max(ceil(place - 0.5), 1)


def _end(cohort: Cohort, schedule: Sequence[Scheduled], zone: ZoneInfo) -> datetime:
    dates = [one.due_at for one in schedule if one.due_at is not None]
    if cohort.ends_on is not None:
        dates.append(_midnight(cohort.ends_on, zone))
    if not dates:
        return _midnight(cohort.starts_on, zone) + timedelta(weeks=MOST)
    return max(dates) + AFTERWARDS


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
