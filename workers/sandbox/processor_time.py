"""Adds up the processor time of a sandbox from looks at its processes. The sum never falls.

A process's own time is counted while it lives. What it used after the last look at it, its parent
is told when it collects the child. A child that nobody collects (its parent ignores SIGCHLD)
takes this rest with it, and one that starts and ends between two looks leaves nothing at all.
So processes that were running when they were last seen stand for those that were not seen:
without a control group, which counts exactly, that is the best there is.
"""

from collections.abc import Sequence

from workers.sandbox.processes import TICK_S, Look
from workers.sandbox.schedstat import share_of_processor

# What collecting leaves unexplained may be chance as long as it is small. Where children are
# collected, the estimate is about as large as what their parents were told, or less.
DOUBT = 2.0
DOUBT_S = 1.0


class ProcessorTime:
    def __init__(self, looks: Sequence[Look], now: float) -> None:
        """What was used before these looks does not count."""
        self._last = {look.identity: look for look in looks}
        self._looked_at = now
        self._ticks = 0  # of all processes seen, until they were last seen
        self._told = (
            0  # ticks, by parents: what children used after they were last seen
        )
        self._owed = (
            0  # ticks of vanished processes of which their parents may still tell
        )
        self._running_s: dict[tuple[int, int], float] = {}
        self._estimated_s = 0.0

    @property
    def seconds(self) -> float:
        told_s = self._told * TICK_S
        untold_s = max(self._estimated_s - DOUBT * told_s - DOUBT_S, 0.0)
        return self._ticks * TICK_S + told_s + untold_s

    def add(self, looks: Sequence[Look], now: float) -> None:
        """Adds what was used since the last looks. Parents must come before their children.

        Otherwise a child that is collected in between would be counted twice.
        """
        seen = {look.identity: look for look in looks}
        collected = 0
        for identity, look in seen.items():
            before = self._last.get(identity)
            self._ticks += look.own - (before.own if before else 0)
            collected += look.collected - (before.collected if before else 0)
        gone = [last for last in self._last.values() if last.identity not in seen]
        self._settle(collected, sum(last.own + last.collected for last in gone))
        self._estimated_s += sum(
            self._running_s.get(last.identity, 0.0) for last in gone
        )
        self._running_s = self._weights(looks, now - self._looked_at)
        self._last, self._looked_at = seen, now

    def _settle(self, collected: int, vanished: int) -> None:
        """Adds what parents were told beyond what was known of the children that vanished."""
        beyond = collected - vanished - self._owed
        self._told += max(beyond, 0)
        # A parent that was looked at just before it collected a child tells of it next time.
        self._owed = min(vanished, max(-beyond, 0))

    def _weights(
        self, looks: Sequence[Look], interval_s: float
    ) -> dict[tuple[int, int], float]:
        """For what time each stands if it is gone next time.

        One that was met for the first time: for all those that no look met. One known before:
        for its own end, which is half an interval away.
        """
        return {
            look.identity: interval_s
            * share_of_processor(look.pid)
            * (0.5 if look.identity in self._last else 1.0)
            for look in looks
            if look.runs
        }
