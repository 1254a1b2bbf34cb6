"""The middle and the slow end of many times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Spread:
    count: int
    median: timedelta  # half of them took no longer
    slow: timedelta  # nine of ten took no longer


def spread_of(times: Iterable[timedelta]) -> Spread:
    """Of at least one."""
    found = sorted(times)
    return Spread(len(found), found[_last(found, 5)], found[_last(found, 9)])


def spread(times: Iterable[timedelta]) -> Spread | None:
    """None of no times."""
    found = list(times)
    return spread_of(found) if found else None


def _last(found: Sequence[timedelta], tenths: int) -> int:
    """Of the first so many tenths: `round` would leave out one of nine."""
    return -(-len(found) * tenths // 10) - 1
