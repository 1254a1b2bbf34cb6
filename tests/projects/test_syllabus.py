"""Weeks of a cohort's syllabus: which is now, and what stands in each."""

from datetime import UTC, date, datetime, timedelta

import pytest

from projects.models import Cohort, HelpChannel, LiveSession, SyllabusWeek, User
from projects.queries import syllabus
from projects.queries.schedule import Scheduled
from projects.queries.syllabus import (
    Guide,
    channels_for,
    next_session,
    this_week,
    week_number,
    weeks_of,
)

TOKYO = Cohort(slug="tokyo", starts_on=date(2026, 9, 7), time_zone="Asia/Tokyo")
BERLIN = Cohort(slug="berlin", starts_on=date(2026, 10, 19), time_zone="Europe/Berlin")
HOUR = timedelta(hours=1)


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    def set_to(moment):
        monkeypatch.setattr(syllabus.timezone, "now", lambda: moment)

    set_to(at(2026, 9, 8))
    return set_to


def guide(*numbers, sessions=(), channels=()):
    rows = [SyllabusWeek(number=n, topic_text={"en": f"Topic {n}"}) for n in numbers]
    return Guide(rows, sessions, channels)


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (at(2026, 9, 6, 14, 59), 0),  # 23:59 on Sunday in Tokyo
        (at(2026, 9, 6, 15, 0), 1),
        (at(2026, 9, 13, 14, 59), 1),
        (at(2026, 9, 13, 15, 0), 2),
        (at(2026, 8, 30, 14, 59), -1),
    ],
)
def test_a_week_begins_at_midnight_of_the_cohorts_zone(moment, number):
    assert week_number(TOKYO, moment) == number


def test_a_change_of_clocks_moves_no_week():
    # Clocks go back in the night to 25 October: that week has an hour more.
    assert week_number(BERLIN, at(2026, 10, 25, 22, 59)) == 1
    assert week_number(BERLIN, at(2026, 10, 25, 23, 0)) == 2
    assert week_number(BERLIN, at(2026, 10, 18, 22, 0)) == 1


def test_a_zone_that_this_machine_does_not_know_is_utc():
    lost = Cohort(starts_on=date(2026, 9, 7), time_zone="Mars/Olympus")
    assert week_number(lost, at(2026, 9, 6, 23, 59)) == 0
    assert week_number(lost, at(2026, 9, 7)) == 1


def test_what_is_due_and_opens_stands_in_its_week(clock):
    first = Scheduled(None, 1, at(2026, 9, 7), at(2026, 9, 13, 14, 59))
    second = Scheduled(None, 2, at(2026, 9, 13, 15), at(2026, 9, 25))
    one, two, three = weeks_of(TOKYO, guide(1, 2, 3), [first, second])
    assert (one.opening, one.due) == ([first], [first])
    assert (two.opening, two.due) == ([second], [])
    assert (three.opening, three.due) == ([], [second])
    assert [week.is_now for week in (one, two, three)] == [True, False, False]
    assert (two.starts_on, two.ends_on) == (date(2026, 9, 14), date(2026, 9, 20))


def test_what_lies_outside_of_all_weeks_stands_once_in_the_nearest(clock):
    before = Scheduled(None, 1, at(2026, 1, 1), None)
    after = Scheduled(None, 2, None, at(2027, 1, 1))
    session = LiveSession(starts_at=at(2026, 9, 24))  # week 3, which has no topic
    rows = weeks_of(TOKYO, guide(2, 4, sessions=[session]), [before, after])
    assert [week.opening for week in rows] == [[before], []]
    assert [week.due for week in rows] == [[], [after]]
    assert [week.sessions for week in rows] == [[session], []]  # of two, the earlier


def test_a_cohort_without_weeks_has_no_syllabus(clock):
    assert weeks_of(TOKYO, guide(), [Scheduled(None, 1, at(2026, 9, 7))]) == []
    assert this_week(TOKYO, guide()) is None


def test_this_week_is_told_while_there_is_one(clock):
    two = guide(1, 2)
    assert this_week(TOKYO, two) == (1, "Topic 1", 2)
    clock(at(2026, 9, 20, 14, 59))
    assert this_week(TOKYO, two) == (2, "Topic 2", 2)
    clock(at(2026, 9, 20, 15, 0))
    assert this_week(TOKYO, two) is None
    clock(at(2026, 9, 6, 14, 59))
    assert this_week(TOKYO, two) is None


def test_a_session_is_the_next_for_an_hour_after_it_began(clock):
    begun, later = at(2026, 9, 8, 9), at(2026, 9, 9, 9)
    both = guide(sessions=[LiveSession(starts_at=begun), LiveSession(starts_at=later)])
    clock(begun + HOUR)
    assert next_session(both).starts_at == begun
    clock(begun + HOUR + timedelta(seconds=1))
    assert next_session(both).starts_at == later
    clock(later + 2 * HOUR)
    assert next_session(both) is None


def test_a_reader_sees_the_channels_of_their_language_and_of_everybody():
    channels = [
        HelpChannel(name="Forum"),
        HelpChannel(name="English", language="en"),
        HelpChannel(name="日本語", language="ja"),
    ]
    reader = User(language="ja")
    shown = channels_for(guide(channels=channels), reader)
    assert [one.name for one in shown] == ["Forum", "日本語"]
