"""Statistics may be a minute old: what was counted is kept for so long, with the time of counting."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.core.cache import cache
from django.utils import timezone

from projects.models import Cohort

KEPT_S = 60

Found = TypeVar("Found")


def kept(count: Callable[[Cohort], Found], cohort: Cohort) -> tuple[Found, datetime]:
    """What `count` tells of the cohort, the same for everybody who leads it, and as of when."""
    key = f"statistics:{count.__name__}:{cohort.pk}"
    found: tuple[Found, datetime] | None = cache.get(key)
    if found is None:
        found = count(cohort), timezone.now()
        cache.set(key, found, KEPT_S)
    return found
