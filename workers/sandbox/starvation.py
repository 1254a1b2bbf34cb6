"""Measures for how long a sandbox wanted a processor and did not get one.

On a crowded machine the time of a step can run out although its code did next to nothing. That is
a fault of ours. Code that only waits wants no processor, and loses none.

Code in the sandbox must not be able to make this up, by threads that wait for each other. So it
counts as wanting one processor at most, as long as the thread that waited longest, and what all of
its processes used is held against that: whoever uses a whole processor has lost nothing.
"""

from collections.abc import Sequence

from protocol.steps import Incident
from workers.sandbox.schedstat import Schedstats, schedstat_of_own_thread, schedstats_of

INTERVAL_S = 1.0
MOST_LOST = 2 / 3  # of the time that ran out
LEAST_LOST_S = 5.0  # what a few looks see says too little


class Starved(Incident):
    """The machine was too crowded to judge by the time that ran out."""


class Starvation:
    """`lost_s` so far. The thread that reads the answers may want a processor, too."""

    def __init__(self, reader: int, pids: Sequence[int], now: float) -> None:
        self.lost_s = 0.0
        self._reader = reader
        self._looked_at = now
        self._last = schedstats_of(pids)
        self._reader_last = schedstat_of_own_thread(reader)
        self._used_s = 0.0

    def look(self, pids: Sequence[int], used_s: float, now: float) -> None:
        """Does nothing more often than once a second. `used_s`: by all that ever ran inside."""
        span_s = now - self._looked_at
        if span_s < INTERVAL_S:
            return
        threads, reader = schedstats_of(pids), schedstat_of_own_thread(self._reader)
        inside_ran, inside_wanted = _since(self._last, threads)
        reader_ran, reader_wanted = _since(self._reader_last, reader)
        wanted_s = min(inside_wanted + reader_wanted, span_s)
        got_s = max(inside_ran, used_s - self._used_s) + reader_ran
        self.lost_s += max(wanted_s - got_s, 0.0)
        self._last, self._reader_last = threads, reader
        self._looked_at, self._used_s = now, used_s


def _since(before: Schedstats, now: Schedstats) -> tuple[float, float]:
    """How long all threads ran, and how long the one that wanted most wanted to."""
    ran_s, wanted_s = 0.0, 0.0
    for thread, found in now.items():
        old = before.get(thread)
        ran = found.ran_s - (old.ran_s if old else 0.0)
        waited = found.waited_s - (old.waited_s if old else 0.0)
        ran_s += max(ran, 0.0)
        wanted_s = max(wanted_s, ran + waited)
    return ran_s, wanted_s


def raise_if_starved(lost_s: float, of_s: float) -> None:
    """Raises Starved if the `of_s` seconds that ran out were lost to others on this machine."""
    if lost_s >= max(MOST_LOST * of_s, LEAST_LOST_S):
        raise Starved(
            f"The time ran out, but this machine is too crowded to judge by it: for {lost_s:.0f} of"
            f" the {of_s:.0f} s the code wanted a processor and did not get one."
        )
