"""Works out again, outside of the sandbox, what the student's `train` did to the weights.

The weights come out every few steps. From one look at them to the next is a span: the grader takes
the same steps on the same batches, from the weights at its beginning, and compares the end. So
weights can come about by these steps only, whatever else the class holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from workers_packs.first_neural_network import reference
from workers_packs.first_neural_network.data import Part
from workers_packs.first_neural_network.reference import Weights
from workers_packs.first_neural_network.spans import Found, Span, distance

MOST_S = 1.0  # of our own time for all spans
PER_CALL_S, PER_PRODUCT_S = 4e-5, 1.5e-10  # by which that time is estimated
MOST_BYTES = 64_000_000  # of spans that are kept until the end of the training
LARGEST_GAP = 1e-3  # of a span's move: what is slipped in below it leads nowhere
ROUNDING = 1e-6  # of the weights, which single precision stays below
USUAL = 10.0  # weights are smaller than that, or count as that
NUDGE = 1e-3  # of `ROUNDING`, to find out how much a span enlarges it


@dataclass
class Replay:
    """The spans of one training, and what they are compared with."""

    training: Part
    learning_rate: float
    one_by_one: bool
    rng: np.random.Generator
    _spans: list[Span] = field(default_factory=list)
    _bytes: int = 0

    def keep(self, span: Span) -> None:
        """Keeps the span. Where all take too much memory, one that moved little is dropped."""
        self._spans.append(span)
        self._bytes += span.size
        while self._bytes > MOST_BYTES and len(self._spans) > 1:
            self._spans.sort(key=lambda kept: kept.move)
            half = max(len(self._spans) // 2, 1)
            dropped = self._spans.pop(int(self.rng.integers(half)))
            self._bytes -= dropped.size

    def found(self) -> Found:
        """Compares all spans, or, if that takes too long, some.

        Those that moved the weights most come in turns with random ones: weights that are slipped
        in move far at once, or a little in many spans.
        """
        steps, untold, gap, left_s = 0, 0, 0.0, MOST_S
        for span in self._in_turns():
            if left_s <= 0:
                break
            left_s -= self._seconds(span)
            steps += len(span.rows)
            own, is_told = self._compared(span)
            if is_told:
                gap = max(gap, own)
            else:
                untold += len(span.rows)
        return Found(steps, untold, gap)

    def _in_turns(self) -> Iterator[Span]:
        largest = sorted(self._spans, key=lambda span: -span.move)
        order = {id(span): place for place, span in enumerate(largest)}
        drawn = [self._spans[place] for place in self.rng.permutation(len(largest))]
        for one, another in zip(largest, drawn, strict=True):
            for span in (one, another):
                if order.pop(id(span), None) is not None:
                    yield span

    def _seconds(self, span: Span) -> float:
        """About; the same on every machine, so that no verdict depends on it."""
        calls = span.rows.size if self.one_by_one else len(span.rows)
        products = 4 * span.before.hidden.size * span.rows.size
        return calls * PER_CALL_S + products * PER_PRODUCT_S

    def _compared(self, span: Span) -> tuple[float, bool]:
        """How far its end is off, and whether that tells anything."""
        own = self._replayed(span.before, span.rows)
        usual = span.before.flat().clip(-USUAL, USUAL)  # an enormous one covers nothing
        rounding = ROUNDING * (float(np.linalg.norm(usual)) or 1.0)
        off = distance(own, span.after)
        if off <= rounding:
            return 0.0, True
        if not np.isfinite(off) or not span.move:
            return np.inf, True
        gap = off / span.move
        if gap < LARGEST_GAP:
            return gap, True
        push = self.rng.normal(size=len(span.before.flat()))
        push *= NUDGE * rounding / float(np.linalg.norm(push))
        nudged = self._replayed(span.before.moved(push), span.rows)
        enlarged = distance(own, nudged) / (NUDGE * rounding)
        return gap, off > rounding * enlarged

    def _replayed(self, weights: Weights, rows: np.ndarray) -> Weights:
        part = self.training
        with np.errstate(over="ignore", invalid="ignore"):
            for batch in rows:
                for records in self._groups(batch):
                    weights = reference.stepped(
                        weights,
                        part.features[records],
                        part.targets[records, None],
                        self.learning_rate,
                    )
        return weights

    def _groups(self, batch: np.ndarray) -> Sequence[np.ndarray]:
        return list(batch[:, None]) if self.one_by_one else [batch]
