"""Bounds the points of curves that one step stores, whatever a student's code says of its progress."""

import math
from collections import Counter

from protocol.progress import Progress, ProgressKind, Sink

POINTS = 150  # of one series in one try: as many as a chart can show
MOST_OF_A_SERIES = 600
MOST_OF_A_STEP = 2_000


class CurveRation:
    """A sink that passes everything on but points that lie too close, or are too many.

    How far a training is may be what the student's code answered: 1 batch done, then 0, then 1 again.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._last: dict[str, float] = {}  # x, by series
        self._passed: Counter[str] = Counter()

    def __call__(self, progress: Progress) -> None:
        if progress.kind != ProgressKind.CURVE or self._is_wanted(progress):
            self._sink(progress)

    def _is_wanted(self, point: Progress) -> bool:
        series, x, x_of = (point.payload[name] for name in ("series", "x", "x_of"))
        if not (math.isfinite(x) and math.isfinite(x_of)):
            return False
        last = self._last.get(series, -math.inf)
        # A smaller x is that of another try. The last point of all is always told.
        if last <= x < min(last + x_of / POINTS, x_of):
            return False
        if (
            self._passed[series] >= MOST_OF_A_SERIES
            or self._passed.total() >= MOST_OF_A_STEP
        ):
            return False
        self._last[series] = x
        self._passed[series] += 1
        return True
