"""Time zones: which there are, and what a clock shows in one of them as a moment."""

from collections.abc import Callable
from datetime import MINYEAR, UTC, datetime, timedelta, tzinfo
from functools import cache, cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

# Others are old names of these, or abbreviations.
REGIONS = (
    *("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/"),
    *("Australia/", "Europe/", "Indian/", "Pacific/"),
)
UTC_NAME = "UTC"
FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)


@cache
def names() -> tuple[str, ...]:
    """Those that a person chooses from."""
    found = (one for one in available_timezones() if one.startswith(REGIONS))
    return (UTC_NAME, *sorted(found))


def zone_named(name: str) -> ZoneInfo:
    """UTC for a name that this machine does not know: a page is shown all the same."""
    try:
        return ZoneInfo(name or UTC_NAME)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(UTC_NAME)


class ZoneToBeFound(tzinfo):
    """A zone that is looked up when the first date is shown: many requests show none."""

    def __init__(self, find: Callable[[], ZoneInfo]) -> None:
        self._find = find

    @cached_property
    def _zone(self) -> ZoneInfo:
        return self._find()

    def utcoffset(self, at: datetime | None) -> timedelta | None:
        return self._zone.utcoffset(at and at.replace(tzinfo=self._zone))

    def dst(self, at: datetime | None) -> timedelta | None:
        return self._zone.dst(at and at.replace(tzinfo=self._zone))

    def tzname(self, at: datetime | None) -> str | None:
        return self._zone.tzname(at and at.replace(tzinfo=self._zone))

    def fromutc(self, at: datetime) -> datetime:
        found = self._zone.fromutc(at.replace(tzinfo=self._zone))
        return found.replace(tzinfo=self)

    def __str__(self) -> str:
        return str(self._zone)


def validate_time_zone(name: str) -> None:
    """For model fields."""
    if str(zone_named(name)) != name:
        raise ValidationError(_("There is no time zone of this name."), code="zone")


def moment(local: datetime, zone: ZoneInfo) -> datetime:
    """When the zone's clocks show this time. `local` has no zone of its own.

    Where they show it twice, the first time; where they skip it, an hour later as a rule. At the
    ends of the calendar, which half-typed years come to, its first or last moment.
    """
    try:
        return local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    except OverflowError:
        return FIRST if local.year == MINYEAR else LAST


def local_time(at: datetime, zone: ZoneInfo) -> datetime:
    """What the zone's clocks show at this moment, without a zone."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def is_skipped(local: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks go forward over this time, so that nobody sees it."""
    return local_time(moment(local, zone), zone) != local


def is_shown_twice(local: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks go back, and show this time again."""
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    again = (second.utcoffset() or timedelta()) != (first.utcoffset() or timedelta())
    return again and not is_skipped(local, zone)


def in_words(at: datetime) -> str:
    """In the reader's language and zone, which is named: "24 December 2026, 18:00 (Asia/Tokyo)"."""
    local = timezone.localtime(at)
    words = _("%(date)s, %(time)s (%(zone)s)") % {
        "date": date_format(local, "DATE_FORMAT"),
        "time": date_format(local, "H:i"),
        "zone": timezone.get_current_timezone_name().replace("_", " "),
    }
    return str(words)
