"""The curve of the notebook's own training, taken from Keras or from printed text.

The values come from the student's code, so no check uses them. They are counted and thinned, so
that a notebook with a million points costs the database as many rows as any other.
"""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from protocol.progress import CurvePoint, Progress, Sink
from workers.grader.steps.printed import LARGEST, Point, PrintedLosses

MIME = "application/vnd.reviewhub.curve+json"  # as in sandbox/inside/watching.py
SERIES = {
    "train": "notebook train",
    "validation": "notebook validation",
    "discriminator": "notebook discriminator",
    "generator": "notebook generator",
    "accuracy": "notebook accuracy",
    "validation accuracy": "notebook validation accuracy",
}
MOST_ROWS = 70  # of one series; after that only its last point is stored
EXTRA = 24  # of them for the first rounds, because a short training has only those
FIRST_EVERY_S = 0.5
SLOWER_AFTER = 6  # rounds; then they last twice as long, which limits the rows
MOST_WAITING = 2000


class Ration:
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


class Drawing:
    """Turns what the notebook reports of its training into progress of kind `curve`."""

    def __init__(self, sink: Sink, clock: Callable[[], float] = time.monotonic) -> None:
        self._sink = sink
        self._clock = clock
        self._losses = PrintedLosses()
        self._rations: dict[str, Ration] = {}
        self._told_at: dict[str, float] = {}
        self._by_keras = False

    def printed(self, text: str) -> None:
        """Reads losses from printed text, unless the Keras callback sends the same ones."""
        points = self._losses.feed(text)
        self._take(point for point in points if not self._by_keras)

    def told(self, data: Mapping[str, Any]) -> bool:
        """Whether `inside/watching.py` shows this, which is not kept in the notebook."""
        if MIME not in data:
            return False
        self._by_keras = True
        self._take(points_of(data[MIME]))
        return True

    def end(self) -> None:
        self._take(() if self._by_keras else self._losses.end())
        for ration in self._rations.values():
            self._tell(ration.take(last=True))

    def _take(self, points: Any) -> None:
        for point in points:
            self._rations.setdefault(point.series, Ration()).add(point)
        now = self._clock()
        for series, ration in self._rations.items():
            if ration.due(now - self._told_at.get(series, -math.inf)):
                self._told_at[series] = now
                self._tell(ration.take())

    def _tell(self, points: list[Point]) -> None:
        for point in points:
            drawn = CurvePoint(SERIES[point.series], point.x, point.y, point.x_of)
            self._sink(Progress.of(drawn))


def points_of(told: Any) -> Iterator[Point]:
    """The points of an untrusted message: only finite numbers under known names."""
    if not isinstance(told, dict) or not isinstance(told.get("values"), dict):
        return
    x, x_of = _number(told.get("x")), _number(told.get("x_of"))
    if x is None or x < 0:
        return
    seen = set()
    for name, value in told["values"].items():
        series, y = _series(str(name)), _number(value)
        if series is not None and y is not None and series not in seen:
            seen.add(series)
            yield Point(series, x, y, x_of or 0.0)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < LARGEST else None  # also None for NaN


def _series(name: str) -> str | None:
    """The series of a Keras name, such as val_loss, acc, val_sparse_categorical_accuracy."""
    kind = name.removeprefix("val_")
    of_validation = kind != name
    if kind == "loss":
        return "validation" if of_validation else "train"
    if kind == "acc" or kind.endswith("accuracy"):
        return "validation accuracy" if of_validation else "accuracy"
    return None
