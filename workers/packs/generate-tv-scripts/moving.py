"""Moves what a network learns out of a sandbox and into it, in the pieces of `packkit.moving`.

There may be two models, and a network that is too large is refused in the student's words.
"""

import math
from collections.abc import Sequence

import numpy as np

from workers.packkit import answers, moving
from workers.packkit.checks import Remote, Student, require, text

WHAT = "build_nn"
MOST = 24_000_000  # numbers in all, 96 MB
MILLION = 1_000_000

HELPER = """
def _course_shapes(model):
    return [list(variable.shape) for variable in model.trainable_variables]


def _course_spans(model, first, last):
    # What lies between these two numbers, where all weights stand in one row.
    begins = 0
    for variable in model.trainable_variables:
        size = int(_course_numpy.prod(variable.shape))
        low, high = max(first - begins, 0), min(last - begins, size)
        if low < high:
            yield variable, low, high
        begins += size


def _course_weights_between(model, first, last):
    spans = _course_spans(model, first, last)
    return _course_numpy.concatenate([
        _course_numpy.asarray(variable.numpy()).ravel()[low:high]
        for variable, low, high in spans
    ])


def _course_put_from(model, first, numbers):
    at = 0
    for variable, low, high in _course_spans(model, first, first + len(numbers)):
        value = _course_numpy.array(variable.numpy()).ravel()
        value[low:high] = numbers[at : at + high - low]
        variable.assign(value.reshape(variable.shape))
        at += high - low
"""
"""Public: reads and writes a part of a model's weights. It needs `probes.HELPER`."""


def read(student: Student, model: Remote) -> list[np.ndarray]:
    """As Keras lists them, or an AssertionError where they are too many or something else."""
    told = answers.parts(student.call("_course_shapes", model), WHAT)
    shapes = [answers.shape_of(shape, WHAT) for shape in told]
    count = sum(math.prod(shape) for shape in shapes)
    require(
        count <= MOST,
        text(
            f"Found: a network of {count / MILLION:.1f} million weights. At most "
            f"{MOST // MILLION} million are trained here: choose a smaller `rnn_size` or "
            "`embed_dim`, or fewer LSTM layers.",
            ja=f"ネットワークの重みが {count / MILLION:.1f} 百万個あります。ここで学習できるのは "
            f"{MOST // MILLION} 百万個までです。`rnn_size` や `embed_dim` を小さくするか、LSTM層を"
            "減らしてください。",
        ),
    )
    return moving.filled(
        shapes,
        WHAT,
        lambda *span: student.call("_course_weights_between", model, *span),
    )


def put(
    student: Student, model: Remote, arrays: Sequence[np.ndarray], *, start: int = 0
) -> None:
    """Into the places from number `start` on, where all weights stand in one row."""
    for first, numbers in moving.pieces(arrays):
        student.call("_course_put_from", model, start + first, numbers)
