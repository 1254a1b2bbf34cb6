"""The bounds on hyperparameters."""

from typing import Any, TypeGuard

IMAGE = (32, 32, 3)
CLASSES = 10

FEWEST_EPOCHS, MOST_EPOCHS = 2, 500
SMALLEST_BATCH, LARGEST_BATCH = 8, 2048
LEAST_KEPT = 0.2  # more dropout than this and hardly anything gets through
LARGEST_RATE = 0.1  # of Adam, whose usual rate is 0.001


def is_whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
