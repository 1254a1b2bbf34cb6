"""Moves all weights of a model out of a sandbox and into it, piece by piece.

In one answer they would stand in the grader's memory several times: as bytes, as text, as arrays.
`HELPER` asks the pack's own helper for them: `_course_weights()` is a list of Keras variables.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from workers.packkit import answers
from workers.packkit.checks import Student

PIECE = 1_000_000  # numbers, 5.3 MB on their way
MOST_ARRAYS = 2_000

HELPER = """
import numpy as _course_numpy


def _course_weight_shapes():
    return [list(variable.shape) for variable in _course_weights()]


def _course_weight_spans(first, last):
    # What lies between these two numbers, where all weights stand in one row.
    begins = 0
    for variable in _course_weights():
        size = int(_course_numpy.prod(variable.shape))
        low, high = max(first - begins, 0), min(last - begins, size)
        if low < high:
            yield variable, low, high
        begins += size


def _course_weights_read(first, last):
    spans = _course_weight_spans(first, last)
    return _course_numpy.concatenate([
        _course_numpy.asarray(variable).ravel()[low:high] for variable, low, high in spans
    ])


def _course_weights_put(first, numbers):
    at = 0
    for variable, low, high in _course_weight_spans(first, first + len(numbers)):
        value = _course_numpy.array(variable).ravel()
        value[low:high] = numbers[at : at + high - low]
        variable.assign(value.reshape(variable.shape))
        at += high - low


def _course_weights_at(places):
    rows = [_course_numpy.asarray(variable).ravel() for variable in _course_weights()]
    return _course_numpy.concatenate(rows)[places]
"""
"""Public: reads and writes a part of a model's weights."""

Shapes = list[tuple[int, ...]]


class TooMany(Exception):
    """More weights than the grader holds. The message is for staff."""


def shapes(student: Student, what: str, *, most: int) -> Shapes:
    """As Keras lists them. Raises TooMany, or an AssertionError where they are something else."""
    told = answers.parts(student.call("_course_weight_shapes"), what, most=MOST_ARRAYS)
    found = [answers.shape_of(shape, what) for shape in told]
    count = sum(math.prod(shape) for shape in found)
    if count > most:
        raise TooMany(f"{count} weights")
    return found


def read(student: Student, what: str, known: Shapes) -> list[np.ndarray]:
    """Of these shapes."""
    return filled(
        known, what, lambda *span: student.call("_course_weights_read", *span)
    )


def put(student: Student, arrays: Sequence[np.ndarray]) -> None:
    for first, numbers in pieces(arrays):
        student.call("_course_weights_put", first, numbers)


def filled(
    known: Shapes, what: str, ask: Callable[[int, int], Any]
) -> list[np.ndarray]:
    """Arrays of these shapes. `ask` is called for the numbers from one place to before another."""
    arrays = [np.empty(shape, np.float32) for shape in known]
    for first, last in _spans(arrays):
        numbers = answers.array(
            ask(first, last), what, shape=(last - first,), dtype=np.float32
        )
        for part, at in _parts(arrays, first, last):
            part[:] = numbers[at : at + len(part)]
    return arrays


def pieces(arrays: Sequence[np.ndarray]) -> Iterator[tuple[int, np.ndarray]]:
    """The place of a piece's first number, where all stand in one row, and its numbers."""
    for first, last in _spans(arrays):
        numbers = np.empty(last - first, np.float32)
        for part, at in _parts(arrays, first, last):
            numbers[at : at + len(part)] = part
        yield first, numbers


def at(student: Student, what: str, places: np.ndarray) -> np.ndarray:
    """The numbers at these places, where all weights stand in one row."""
    answer: Any = student.call("_course_weights_at", places)
    return answers.array(answer, what, shape=(len(places),), finite=True)


def _spans(arrays: Sequence[np.ndarray]) -> Iterator[tuple[int, int]]:
    count = sum(array.size for array in arrays)
    for first in range(0, count, PIECE):
        yield first, min(first + PIECE, count)


def _parts(
    arrays: Sequence[np.ndarray], first: int, last: int
) -> Iterator[tuple[np.ndarray, int]]:
    """What of the arrays lies between, and how far behind the first number it begins."""
    begins = 0
    for array in arrays:
        low, high = max(first - begins, 0), min(last - begins, array.size)
        if low < high:
            yield array.reshape(-1)[low:high], begins + low - first
        begins += array.size
