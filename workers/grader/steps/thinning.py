"""Thins a series of points, so that a long training costs as many rows as a short one."""

import math

from workers.grader.steps.printed import Point

MOST_ROWS = 70  # of one series; after that only its last point is stored
EXTRA = 24  # of them for the first rounds, because a short training has only those
FIRST_EVERY_S = 0.5
SLOWER_AFTER = 6  # rounds; then they last twice as long, which limits the rows
MOST_WAITING = 2000


class ThinnedSeries:
    """Thins one series into rounds: many points at first, then fewer and less often."""

    def __init__(self) -> None:
        self._left = MOST_ROWS
        self._extra = EXTRA
        self._rounds = 0
        self._waiting: list[Point] = []

    def add(self, point: Point) -> None:
        self._waiting.append(point)
        if len(self._waiting) > MOST_WAITING:
            self._waiting = self._waiting[1::2]

    def due(self, since_s: float) -> bool:
        every_s: float = FIRST_EVERY_S * 2.0 ** (self._rounds // SLOWER_AFTER)
        return since_s >= every_s

    def take(self, *, last: bool = False) -> list[Point]:
        """Points evenly chosen from those that wait, always with the newest."""
        waiting, self._waiting = self._waiting, []
        room = 1 + (self._extra if last else self._extra // 4)
        if not waiting or not (self._left > 0 or last):
            self._waiting = waiting[-1:]
            return []
        every = math.ceil(len(waiting) / room)
        taken = waiting[::-1][::every][::-1]
        self._left -= len(taken)
        self._extra -= len(taken) - 1
        self._rounds += 1
        return taken
