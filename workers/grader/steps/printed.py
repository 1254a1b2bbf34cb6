"""Reads the losses that a notebook prints while it trains as points of a curve.

The text may come from print, Keras' progress bars or tqdm, and its pieces may cut lines anywhere.
Lines are shortened before they are read and every pattern takes linear time, so that hostile
output costs no more than reading it.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_LINE = 600  # characters that are read; the rest of a line is ignored
LARGEST = 1e15  # larger than any loss or count

_NUMBER = r"[+-]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})(?:e[+-]?\d{1,3})?(?![\d\w])"
_LOSS = re.compile(
    r"(?<![a-z])(?:(train|val|test|discriminator|generator|d|g)[a-z]{0,10}[ _-]?)?"
    rf"(?:loss|cost)(?: is)? ?[:=]? ?({_NUMBER})",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,9})?) ?%")
_PAIR = re.compile(r"(?<![\d./])(\d{1,12}) ?(?:/|of) ?(\d{1,12})(?!\d|[./]\d)")
_COUNTED = re.compile(
    r"(?<![a-z])(epoch|iteration|iter|step|batch)s?"
    r" ?[:=#\[(]? ?(\d{1,12})(?: ?(?:/|of) ?(\d{1,12}))?(?!\d|\.\d)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[\r\n]")
_ESCAPE = re.compile(r"\x1b\[[\d;]{0,20}[A-Za-z]")
_SERIES = {
    "": "train",
    "train": "train",
    "val": "validation",
    "test": "validation",
    "discriminator": "discriminator",
    "d": "discriminator",
    "generator": "generator",
    "g": "generator",
}


@dataclass(frozen=True)
class Point:
    series: str
    x: float
    y: float
    x_of: float = 0.0  # the last x expected; 0: not known


class PrintedLosses:
    """Takes printed text piece by piece and returns the points found in it."""

    def __init__(self) -> None:
        self._line = ""
        self._epoch: tuple[float, float] | None = None  # (3, 20): epoch 3 of 20
        self._last_epoch = self._last_step = self._steps_before = 0.0

    def feed(self, text: str) -> Iterator[Point]:
        start = 0
        for end in _BREAK.finditer(text):
            self._keep(text, start, end.start())
            start = end.end()
            yield from self._read()
        self._keep(text, start, len(text))

    def end(self) -> Iterator[Point]:
        """The points of a last line that has no line end."""
        yield from self._read()

    def _keep(self, text: str, start: int, end: int) -> None:
        room = LONGEST_LINE - len(self._line)
        self._line += text[start : min(end, start + room)]

    def _read(self) -> list[Point]:
        line, self._line = self._line, ""
        if not line or line.isspace():
            return []
        # Spaces are merged, so that the patterns match single ones only.
        line = " ".join(_ESCAPE.sub("", line).replace("\b", "").split())
        counted = {
            name.lower()[:4]: (float(n), float(of or 0))
            for name, n, of in reversed(_COUNTED.findall(line))
        }
        if "epoc" in counted:
            self._epoch = counted["epoc"]
        losses = _LOSS.findall(line)
        place = self._place(line, counted) if losses else None
        if place is None:
            return []
        points = (
            Point(_SERIES[kind.lower()], place[0], float(number), place[1])
            for kind, number in losses
        )
        # Of "loss: 0.4 - loss: 0.5" the first counts; numbers of LARGEST or more are ignored.
        kept: dict[str, Point] = {}
        for point in points:
            if math.isfinite(point.y) and abs(point.y) < LARGEST:
                kept.setdefault(point.series, point)
        return list(kept.values())

    def _place(
        self, line: str, counted: dict[str, tuple[float, float]]
    ) -> tuple[float, float] | None:
        """How far the training is, in epochs, steps or per cent."""
        part = _part(line, counted)
        if part is None and _alone(counted):
            return self._further(counted)
        if "epoc" in counted or (self._epoch and not _alone(counted)):
            epoch, of = self._epoch or (0.0, 0.0)
            if part is None:
                return (epoch, of) if "epoc" in counted else None
            first = 1.0 if of else 0.0  # "Epoch 1/20" and "epoch 0" are first epochs
            return epoch - first + part, of
        if "batc" in counted:
            return counted["batc"]
        return _counted_otherwise(line)

    def _further(self, counted: dict[str, tuple[float, float]]) -> tuple[float, float]:
        """Steps since the training began, also where the printed count restarts in each epoch."""
        step = counted["iter"] if "iter" in counted else counted["step"]
        epoch = counted.get("epoc", (0.0, 0.0))[0]
        if epoch > self._last_epoch and step[0] <= self._last_step:
            self._steps_before += self._last_step
        self._last_epoch, self._last_step = epoch, step[0]
        return self._steps_before + step[0], 0.0


def _counted_otherwise(line: str) -> tuple[float, float] | None:
    if percent := _PERCENT.search(line):
        return float(percent[1]), 100.0
    if pair := _PAIR.search(line):
        return float(pair[1]), float(pair[2])
    return None


def _alone(counted: dict[str, tuple[float, float]]) -> bool:
    """Steps counted on from epoch to epoch, because the length of an epoch is not known."""
    return any(name in counted and not counted[name][1] for name in ("iter", "step"))


def _part(line: str, counted: dict[str, tuple[float, float]]) -> float | None:
    """The part of the epoch that is done, if the line says so."""
    for name in ("batc", "step", "iter"):
        n, of = counted.get(name, (0.0, 0.0))
        if of:
            return min(n / of, 1.0)
    without = _COUNTED.sub("", line) if counted else line
    pair = _PAIR.search(without)
    if pair and float(pair[2]):
        return min(float(pair[1]) / float(pair[2]), 1.0)
    percent = _PERCENT.search(without)
    return min(float(percent[1]) / 100, 1.0) if percent else None
