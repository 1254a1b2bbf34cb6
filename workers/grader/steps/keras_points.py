"""Reads the points of a curve from what Keras reports of a training."""

from collections.abc import Iterator
from typing import Any

from workers.grader.steps.printed import LARGEST, Point


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
