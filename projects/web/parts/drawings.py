"""Drawings of what has ended, which never change again: each process keeps them for a while."""

from collections.abc import Callable
from typing import TypeVar, cast

from django.core.cache import caches
from django.utils.translation import get_language

from projects.models import Run, Step

Drawing = TypeVar("Drawing")


def kept(name: str, of: Run | Step, draw: Callable[[], Drawing]) -> Drawing:
    """What `draw` makes of this run or step, as `name`, in the reader's language."""
    if of.finished_at is None:
        return draw()
    key = f"{name}:{of.pk}:{of.finished_at.timestamp()}:{get_language()}"
    return cast("Drawing", caches["drawings"].get_or_set(key, draw))
