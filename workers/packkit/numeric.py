"""Whether an answer holds real numbers, asked before anything large is made of it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

NUMERIC = "biuf"  # kinds of arrays that hold real numbers
LARGEST = 1e30  # of a finite number: sums and squares of larger ones overflow
MOST_DIMENSIONS = 32

Shape = Sequence[int | None]
"""None: a side of any length."""


def numeric(answer: Any) -> np.ndarray | None:
    """The answer as an array of real numbers, nothing converted that is one; else None."""
    if isinstance(answer, np.ndarray | np.generic):
        found = np.asarray(answer)
    elif _holds_numbers([answer]):
        found = _as_array(answer)
    else:
        return None
    return found if found.dtype.kind in NUMERIC else None


def fits(found: Sequence[int], wanted: Shape) -> bool:
    return len(found) == len(wanted) and all(
        asked in (None, length) for length, asked in zip(found, wanted, strict=True)
    )


def is_finite(numbers: np.ndarray) -> bool:
    """Without a copy of the size of the array."""
    if not numbers.size:
        return True
    low, high = float(numbers.min()), float(numbers.max())  # NaN where there is one
    return -LARGEST < low <= high < LARGEST


def _as_array(numbers: Any) -> np.ndarray:
    """Of dtype object where there is no such array: ragged lists, integers beyond all floats."""
    try:
        return np.asarray(numbers, dtype=np.float64)
    except (ValueError, OverflowError):
        return np.array(None, dtype=object)


def _holds_numbers(answer: Sequence[Any], depth: int = 1) -> bool:
    """Whether a list holds, at any depth, nothing but numbers and arrays of numbers."""
    return depth <= MOST_DIMENSIONS and all(
        isinstance(part, bool | int | float)
        or (isinstance(part, np.ndarray) and part.dtype.kind in NUMERIC)
        or (isinstance(part, list | tuple) and _holds_numbers(part, depth + 1))
        for part in answer
    )
