"""Medians, ninth tenths and weeks, against numbers that were told by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from projects.queries.schedule import Scheduled
from projects.queries.spread import spread
from projects.queries.statistics.weeks import Weeks, place, week_of, weeks_of
from tests import factories

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("hours", "median", "slow"),
    [
        ([5], 5, 5),
        ([9, 1], 1, 9),
        ([3, 1, 2], 2, 3),
        ([1, 2, 3, 4, 5, 60], 3, 60),  # of six, nine tenths are all
        ([1, 2, 3, 4, 5, 6, 7, 8, 90], 5, 90),  # of nine, too
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 100], 5, 9),  # of ten, one may take longer
        ([7] * 18 + [80, 90], 7, 7),
    ],
)
def test_half_took_no_longer_than_the_median_and_nine_of_ten_than_the_slow_end(
    hours, median, slow
):
    found = spread(HOUR * one for one in hours)
    assert (found.count, found.median, found.slow) == (
        len(hours),
        HOUR * median,
        HOUR * slow,
    )


def test_a_moment_counts_once_in_its_week_and_in_all_after_it():
    weeks = Weeks([datetime(2017, 1, day, tzinfo=UTC) for day in (2, 9, 16)])
    moments = [
        datetime(2016, 12, 24, tzinfo=UTC),  # before the cohort began
        datetime(2017, 1, 9, tzinfo=UTC),  # the first moment of its second week
        datetime(2017, 6, 1, tzinfo=UTC),  # after the last week that is told
    ]
    assert weeks.each(moments) == [1, 1, 1]
    assert weeks.reached(moments) == [1, 2, 3]
    assert weeks.each([]) == [0, 0, 0]


@pytest.mark.parametrize(
    ("day", "week"), [(1, 1), (7, 1), (7.01, 2), (14, 2), (21, 3), (28, 4), (-3, 1)]
)
@pytest.mark.django_db
def test_a_date_at_the_midnight_that_ends_a_week_is_of_that_week(day, week):
    cohort = factories.cohort(starts_on=date(2017, 1, 2))
    at = datetime(2017, 1, 2, tzinfo=UTC) + timedelta(days=day)
    assert week_of(place(cohort, at)) == week


@pytest.mark.django_db
def test_a_change_to_summer_or_winter_time_moves_no_midnight_into_another_week():
    autumn = factories.cohort(starts_on=date(2017, 10, 23), time_zone="Europe/Berlin")
    assert place(autumn, datetime(2017, 10, 29, 23, tzinfo=UTC)) == 1.5
    spring = factories.cohort(starts_on=date(2017, 3, 20), time_zone="Europe/Berlin")
    assert place(spring, datetime(2017, 3, 26, 22, tzinfo=UTC)) == 1.5


@pytest.mark.django_db
def test_the_last_date_of_a_project_keeps_the_weeks_open_as_the_cohorts_end_does():
    cohort = factories.cohort(starts_on=date(2017, 1, 2), ends_on=date(2017, 1, 9))
    assert len(weeks_of(cohort, [])) == 6  # the first, and that of the end and 4 more
    late = Scheduled(factories.project(), 1, due_at=datetime(2017, 1, 31, tzinfo=UTC))
    assert len(weeks_of(cohort, [late])) == 9
