"""Statistics may be a minute old: what was counted is kept for so long, with the time of counting.

While somebody's request counts anew, others are given what was counted before.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.core.cache import cache
from django.utils import timezone

from projects.models import Cohort

FRESH = timedelta(minutes=1)
KEPT_S = 600

Found = TypeVar("Found")


def kept(count: Callable[[Cohort], Found], cohort: Cohort) -> tuple[Found, datetime]:
    """What `count` tells of the cohort, the same for everybody who leads it, and as of when."""
    key = f"statistics:{count.__name__}:{cohort.pk}"
    found: tuple[Found, datetime] | None = cache.get(key)
    if found is None or (_is_old(found[1]) and _is_first(key)):
        found = count(cohort), timezone.now()
        cache.set(key, found, KEPT_S)
    return found


def _is_old(as_of: datetime) -> bool:
    return timezone.now() - as_of >= FRESH


def _is_first(key: str) -> bool:
    """Nobody else counts; who was cut off while counting stands in the way for a minute only."""
    return cache.add(f"{key}:counting", value=True, timeout=FRESH.total_seconds())
