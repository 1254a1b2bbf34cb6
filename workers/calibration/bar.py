"""How far a calibration is: a bar in a terminal, a line now and then elsewhere."""

import time
from collections import Counter
from collections.abc import Mapping
from typing import TextIO

from workers.calibration.records import Record, Verdict

CELLS = 24
EVERY_S = 30.0  # between two lines where nothing can be drawn over
WIDEST = 100


class Bar:
    def __init__(self, stream: TextIO, total: int) -> None:
        self._stream = stream
        self._total = total
        self._counts: Counter[Verdict] = Counter()
        self._began = self._told = time.monotonic()

    def advance(self, record: Record) -> None:
        self._counts[record.verdict] += 1
        now = time.monotonic()
        if self._stream.isatty():
            self._stream.write(f"\r{self._line(now):<{WIDEST}}"[: WIDEST + 1])
        elif now - self._told >= EVERY_S or self._done == self._total:
            self._told = now
            self._stream.write(self._line(now) + "\n")
        self._stream.flush()

    def end(self) -> None:
        if self._done and self._stream.isatty():
            self._stream.write("\n")
            self._stream.flush()

    @property
    def _done(self) -> int:
        return self._counts.total()

    def _line(self, now: float) -> str:
        full = round(CELLS * self._done / self._total)
        bar = "█" * full + "·" * (CELLS - full)
        left_s = (now - self._began) / self._done * (self._total - self._done)
        return f"{bar} {self._done} of {self._total}, {told(self._counts)}" + (
            f", {duration(left_s)} left" if self._done < self._total else ""
        )


def told(counts: Mapping[Verdict, int]) -> str:
    """Only what there is any of: "7 accepted, 2 returned"."""
    named = [(verdict, counts.get(verdict, 0)) for verdict in Verdict]
    return ", ".join(f"{count} {verdict}" for verdict, count in named if count)


def duration(seconds: float) -> str:
    if seconds < 100:  # noqa: PLR2004 -- then minutes read better
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"  # noqa: PLR2004
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 100 else f"{minutes / 60:.1f} h"  # noqa: PLR2004
