"""Statistics are counted once a minute, by one request at a time."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from projects.models import Cohort
from projects.web.statistics.kept import FRESH, kept

COHORT = Cohort(pk=7)


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def later(monkeypatch):
    """Lets time pass for what asks `timezone.now`."""
    real = timezone.now

    def passes(span: timedelta) -> None:
        monkeypatch.setattr(timezone, "now", lambda: real() + span)

    return passes


def test_it_is_counted_anew_when_it_is_a_minute_old(later):
    asked = []

    def count(cohort):
        asked.append(cohort)
        return len(asked)

    assert kept(count, COHORT)[0] == kept(count, COHORT)[0] == 1
    later(FRESH)
    number, as_of = kept(count, COHORT)
    assert number == 2
    assert timezone.now() - as_of < FRESH


def test_meanwhile_others_are_given_what_was_counted_before(later):
    asked = []

    def count(cohort):
        asked.append(cohort)
        if len(asked) == 2:  # somebody else asks while this one counts
            assert kept(count, cohort)[0] == 1
        return len(asked)

    kept(count, COHORT)
    later(FRESH)
    assert kept(count, COHORT)[0] == 2
