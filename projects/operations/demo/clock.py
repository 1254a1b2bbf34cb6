"""A clock that the story sets: operations that are told to work in the past find it, and its times.

Every operation, and every default of a model, asks `django.utils.timezone.now`, which asks the
`datetime` of its module. That one name is replaced while the story is told. It holds for the whole
process, so only a command may do it, never a page: decision 0059.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo

from django.utils import timezone


class Clock:
    def __init__(self) -> None:
        self.moment = self._today = timezone.now()

    def ago(self, time: timedelta) -> None:
        """Sets the clock to so long before the moment at which the story is told."""
        self.moment = self._today - time

    def passes(self, time: timedelta) -> None:
        self.moment += time

    @contextmanager
    def running(self) -> Iterator[None]:
        """Within, `timezone.now()` is this clock's moment."""
        real = timezone.datetime  # type: ignore[attr-defined]
        timezone.datetime = _telling(self)  # type: ignore[attr-defined]
        try:
            yield
        finally:
            timezone.datetime = real  # type: ignore[attr-defined]


def _telling(clock: Clock) -> type[datetime]:
    class Told(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return clock.moment.astimezone(tz)

    return Told
