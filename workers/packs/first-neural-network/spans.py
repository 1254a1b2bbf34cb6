"""Consecutive steps of the student's, and what was found when they were taken again."""

from dataclasses import dataclass

import numpy as np
from workers_packs.first_neural_network.reference import Weights


@dataclass(frozen=True)
class Span:
    """Some consecutive steps of the student's, of which the weights are known at both ends."""

    before: Weights
    after: Weights
    rows: np.ndarray  # (steps, records)

    @property
    def move(self) -> float:
        return distance(self.after, self.before)

    @property
    def size(self) -> int:
        return self.rows.nbytes + self.after.flat().nbytes


@dataclass(frozen=True)
class Found:
    """`gap` is the largest difference of a span's end, relative to the span's move."""

    steps: int = 0  # that were worked out again
    untold: int = 0  # of these, in spans that enlarge rounding too much to be compared
    gap: float = 0.0


def distance(one: Weights, other: Weights) -> float:
    """Infinite where either holds no numbers: nothing may be compared as equal to them."""
    with np.errstate(over="ignore", invalid="ignore"):
        apart = float(np.linalg.norm(one.minus(other).flat()))
    return np.inf if np.isnan(apart) else apart
