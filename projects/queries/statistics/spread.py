"""The middle and the slow end of many times."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

NINE_OF_TEN = 0.9


@dataclass(frozen=True)
class Spread:
    count: int
    median: timedelta
    slow: timedelta  # nine of ten took no longer


def spread(times: Iterable[timedelta]) -> Spread | None:
    """None of no times."""
    found = sorted(times)
    if not found:
        return None
    last = len(found) - 1
    return Spread(len(found), found[last // 2], found[round(last * NINE_OF_TEN)])
