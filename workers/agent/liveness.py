"""Who was not heard itself cannot say of another that it is silent.

A lease lapses while its worker is dead, and also while nobody can reach the database. So a
process judges leases only when the database has heard it all the while, for long enough that
every living worker has been heard again, too.
"""

import time
from collections.abc import Callable

MISSED_BEATS = 2
"""So many are no gap yet; and for as long everybody else may need to be heard again."""


class Liveness:
    """Notes when this process was heard. The clock is the wall's, as that of leases is."""

    def __init__(
        self, beat_every_s: float, clock: Callable[[], float] = time.time
    ) -> None:
        self._patience_s = MISSED_BEATS * beat_every_s
        self._clock = clock
        self._heard_at = float("-inf")
        self._steady_since = float("inf")

    def heard(self) -> None:
        now = self._clock()
        if not 0 <= now - self._heard_at <= self._patience_s:
            self._steady_since = now
        self._heard_at = now

    def may_judge(self) -> bool:
        now = self._clock()
        is_heard = now - self._heard_at <= self._patience_s
        return is_heard and now - self._steady_since >= self._patience_s
