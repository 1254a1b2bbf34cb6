"""The curve of the notebook's own training, taken from Keras or from printed text.

The values come from the student's code, so no check uses them. They are counted and thinned, so
that a notebook with a million points costs the database as many rows as any other.
"""

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

from protocol.progress import CurvePoint, Progress, Sink
from workers.grader.steps.keras_points import points_of
from workers.grader.steps.printed import Point, PrintedLosses
from workers.grader.steps.thinning import ThinnedSeries

MIME = "application/vnd.reviewhub.curve+json"  # as in sandbox/inside/watching.py
SERIES = {
    "train": "notebook train",
    "validation": "notebook validation",
    "discriminator": "notebook discriminator",
    "generator": "notebook generator",
    "accuracy": "notebook accuracy",
    "validation accuracy": "notebook validation accuracy",
}


class Drawing:
    """Turns what the notebook reports of its training into progress of kind `curve`."""

    def __init__(self, sink: Sink, clock: Callable[[], float] = time.monotonic) -> None:
        self._sink = sink
        self._clock = clock
        self._losses = PrintedLosses()
        self._thinned: dict[str, ThinnedSeries] = {}
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
        for thinned in self._thinned.values():
            self._tell(thinned.take(last=True))

    def _take(self, points: Any) -> None:
        for point in points:
            self._thinned.setdefault(point.series, ThinnedSeries()).add(point)
        now = self._clock()
        for series, thinned in self._thinned.items():
            if thinned.due(now - self._told_at.get(series, -math.inf)):
                self._told_at[series] = now
                self._tell(thinned.take())

    def _tell(self, points: list[Point]) -> None:
        for point in points:
            drawn = CurvePoint(SERIES[point.series], point.x, point.y, point.x_of)
            self._sink(Progress.of(drawn))
