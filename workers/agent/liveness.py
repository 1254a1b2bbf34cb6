"""Decides whether this process may end the lapsed leases of other workers.

A lease lapses when its worker is dead, but also while the database cannot be reached, when no
worker can renew. So a process may judge leases only after its own heartbeats have been stored
without a gap for long enough that every living worker has renewed its lease again.
"""

import time
from collections.abc import Callable

MISSED_BEATS = 2
"""Beats that may be missed without counting as a gap. After a gap, other workers are given the
same time to renew."""


class Liveness:
    """Notes when a heartbeat of this process was stored. It uses wall-clock time, as leases do."""

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
