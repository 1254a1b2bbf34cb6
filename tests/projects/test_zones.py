"""What a clock shows as a moment, also where clocks are changed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from projects import zones

BERLIN = ZoneInfo("Europe/Berlin")
SKIPPED = datetime.fromisoformat("2017-03-26T02:30")
FIRST, LAST = (at.replace(tzinfo=None) for at in (zones.FIRST, zones.LAST))
TWICE = datetime.fromisoformat("2017-10-29T02:30")


def test_a_time_that_clocks_skip_is_seen_as_such_and_comes_an_hour_later():
    assert zones.is_skipped(SKIPPED, BERLIN)
    assert not zones.is_shown_twice(SKIPPED, BERLIN)
    at = zones.moment(SKIPPED, BERLIN)
    assert zones.local_time(at, BERLIN) == datetime.fromisoformat("2017-03-26T03:30")


def test_of_a_time_that_clocks_show_twice_the_first_is_meant():
    assert zones.is_shown_twice(TWICE, BERLIN)
    assert not zones.is_skipped(TWICE, BERLIN)
    assert zones.moment(TWICE, BERLIN) == datetime(2017, 10, 29, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("month", [1, 7])
def test_a_time_of_every_day_is_neither(month):
    local = datetime.fromisoformat(f"2017-0{month}-10T18:00")
    assert not zones.is_skipped(local, BERLIN)
    assert not zones.is_shown_twice(local, BERLIN)
    assert zones.local_time(zones.moment(local, BERLIN), BERLIN) == local


@pytest.mark.parametrize(
    ("local", "zone", "at"),
    [
        (FIRST, "Asia/Tokyo", zones.FIRST),
        (LAST, "America/New_York", zones.LAST),
        (FIRST, "America/New_York", datetime(1, 1, 1, 4, 56, 2, tzinfo=UTC)),
    ],
)
def test_a_half_typed_year_comes_to_the_nearer_end_of_the_calendar(local, zone, at):
    assert zones.moment(local, ZoneInfo(zone)) == at


def test_a_name_that_is_none_is_refused_and_read_as_utc():
    for name in ("Mars/Olympus", "../etc", "europe"):
        with pytest.raises(ValidationError):
            zones.validate_time_zone(name)
        assert zones.zone_named(name) == ZoneInfo("UTC")
    zones.validate_time_zone("Asia/Tokyo")


def test_a_date_is_told_in_the_readers_zone_which_is_named():
    at = datetime(2026, 12, 24, 9, tzinfo=UTC)
    with timezone.override(ZoneInfo("America/New_York")):
        assert zones.in_words(at) == "Dec. 24, 2026, 04:00 (America/New York)"
    with timezone.override(ZoneInfo("Asia/Tokyo")), translation.override("ja"):
        assert "18:00" in zones.in_words(at)


def test_a_zone_is_looked_up_when_the_first_date_is_shown():
    asked = []
    late = zones.ZoneToBeFound(lambda: asked.append(1) or BERLIN)
    with timezone.override(late):
        assert not asked
        at = datetime(2017, 7, 1, 12, tzinfo=UTC)
        assert f"{timezone.localtime(at):%H:%M %Z %z}" == "14:00 CEST +0200"
        assert timezone.localtime(at).dst().seconds == 3600
        assert timezone.get_current_timezone_name() == "Europe/Berlin"
    assert asked == [1]
