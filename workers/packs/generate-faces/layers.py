"""What is read off a trace of a student's network (`tracing.py`): layers, and what is in them.

A piece goes from one operation that weighs with a kernel to the next. Pieces without anything that
bends their sums compute no more than the piece after them alone could, so together they are one
layer: a projection before a transposed convolution, the two halves of a separable convolution.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workers.packkit import answers
from workers.packkit.checks import require, text

MOST_VALUES = 3000  # of one answer, as `tracing.py` sends them
FEWEST_KERNELS = 2  # one hidden, and the last
NOTHING = 1e-4  # closer to zero, the two halves of a leaky ReLU are not told apart
FLATTEST, STEEPEST = 0.001, 0.7  # slopes below zero of what is called a leaky ReLU
CONVOLUTIONS = ("Conv", "DepthwiseConv")
AFTER_TANH = ("StridedSlice", "Slice", "Resize", "Reshape", "Transpose", "Identity")
"""Operations that leave out pixels, or give the image its size or its form."""
NEAR_THE_END, FAR_BEYOND = 0.95, 100.0  # of tanh's range; what goes into tanh
CENTRED = 1e-3  # of the deviation; batch normalisation's means are nothing but rounding
APART = 30.0  # an image that is not centred by itself lies so many times further off than the batch
ROUNDING = 1e-7  # of single precision
SCALED = (0.2, 4.0)  # batch normalisation's deviations begin near 1
BENDING = {
    *("Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Softplus", "Softsign", "Tanh"),
    *("Sigmoid", "Maximum", "Minimum", "Abs", "Exp", "Erf", "Select", "SelectV2"),
}

NOT_NORMALISED = text(
    "Found: no hidden layer whose sums lie around 0 over the batch when the model is called "
    "with `training=True`. Is `training` fixed somewhere in it?",
    ja="`training=True` で呼んだとき、バッチ全体で0を中心に正規化されている隠れ層がありません。"
    "モデルの中で `training` を固定していませんか。",
)


@dataclass(frozen=True)
class Row:
    """What one operation answered."""

    kind: str  # TensorFlow's name for the operation
    rank: int  # dimensions of its kernel: 2 when dense, 4 when a convolution, 0: no kernel
    size: int
    values: np.ndarray  # the first few thousand numbers
    mean: np.ndarray  # over the batch, of each channel; nothing outside training
    deviation: np.ndarray
    first: np.ndarray  # the mean of each channel of the first image or row

    @property
    def bends(self) -> bool:
        return self.kind in BENDING

    @property
    def is_batch_normalised(self) -> bool:
        """Whether each channel lies around 0 over the batch, and not for each image alone."""
        spread = np.median(self.deviation) if self.mean.size else 0.0
        if not SCALED[0] < spread < SCALED[1]:
            return False
        batch, image = self._off_centre(self.mean), self._off_centre(self.first)
        return batch < CENTRED and image > APART * max(batch, ROUNDING)

    def _off_centre(self, means: np.ndarray) -> float:
        """How far the middle channel's mean lies from 0, in deviations."""
        return float(np.median(np.abs(means) / np.maximum(self.deviation, 1e-9)))


Piece = Sequence[Row]


def rows(answer: Any, what: str) -> list[Row]:
    """The answer of `_course_trace` for this network, or an AssertionError."""
    return [_row(part, what) for part in answers.parts(answer, what)]


def _row(part: Any, what: str) -> Row:
    size = answers.count(answers.entry(part, "size", what), what)
    told = answers.entry(part, "values", what)
    channels, numbers = (None,), {}
    for name in ("mean", "deviation", "first"):
        given = part.get(name, np.zeros(0))
        numbers[name] = answers.array(given, what, shape=channels)
        channels = numbers[name].shape  # as many of all three
    return Row(
        kind=answers.string(answers.entry(part, "kind", what), what),
        rank=answers.count(answers.entry(part, "rank", what), what),
        size=size,
        values=answers.array(told, what, shape=(min(size, MOST_VALUES),)),
        **numbers,
    )


def pieces(trace: Sequence[Row]) -> list[list[Row]]:
    """Cut before every operation with a kernel; the first piece comes before all of them."""
    found: list[list[Row]] = [[]]
    for row in trace:
        if row.rank > 0:
            found.append([])
        found[-1].append(row)
    count = len(found) - 1
    require(
        count >= FEWEST_KERNELS,
        text(
            f"Found: {count} layers with weights; at least two are needed, one of them "
            "hidden.",
            ja=f"重みをもつ層が{count}個しかありません。隠れ層を含めて2個以上必要です。",
        ),
    )
    return found


def layer_numbers(found: Sequence[Piece]) -> list[int]:
    """To which layer each piece belongs, from 1; 0 for what comes before the first."""
    numbers, number = [0], 1
    for piece in found[1:]:
        numbers.append(number)
        number += any(row.bends for row in piece)
    return numbers


def layers(found: Sequence[Piece], numbers: Sequence[int]) -> list[list[Row]]:
    """The pieces of each layer put together."""
    require(
        len(found) == len(numbers),
        text(
            "Found: another number of layers with `training=True` than with `training=False`.",
            ja="重みをもつ層の数が、`training=True` と `training=False` で違います。",
        ),
    )
    together: list[list[Row]] = [[] for _ in range(max(numbers) + 1)]
    for number, piece in zip(numbers, found, strict=True):
        together[number].extend(piece)
    return together


def is_leaky(layer: Piece) -> bool:
    """Whether some answer is a leaky ReLU of an earlier one."""
    return any(_leaks(before.values, after.values) for before, after in _pairs(layer))


def require_leaky(found: Sequence[Piece]) -> None:
    """Of all layers but the last; what comes before the first is none."""
    for number, layer in enumerate(found[1:-1], start=1):
        bent = bends_by(layer)
        require(
            is_leaky(layer),
            text(
                f"Found: no leaky ReLU in hidden layer {number} (bent by: {bent}).",
                ja=f"{number}番目の隠れ層にLeaky ReLUがありません（使われているもの：{bent}）。",
            ),
        )
    require(
        len(found) > FEWEST_KERNELS,
        text(
            "Found: no hidden layer that bends its sums.",
            ja="活性化関数のある隠れ層がありません。",
        ),
    )


def bends_by(layer: Piece) -> str:
    """What a layer's sums are bent by, for people."""
    return ", ".join(dict.fromkeys(row.kind for row in layer if row.bends))


def convolves(trace: Sequence[Row]) -> bool:
    return any(row.rank > 0 and row.kind.startswith(CONVOLUTIONS) for row in trace)


def is_batch_normalised(piece: Piece) -> bool:
    return any(row.is_batch_normalised for row in piece)


def ends_in_tanh(piece: Piece) -> bool:
    """Whether the last answer is the tanh of an earlier one, or such an image made smaller."""
    whole = list(piece)
    while whole:
        if any(
            np.allclose(np.tanh(before.values), after.values, atol=NOTHING)
            for before, after in _pairs(whole)
            if after is whole[-1]
        ):
            return True
        if not whole[-1].kind.startswith(AFTER_TANH):
            return False
        whole.pop()
    return False


def fills_the_range(piece: Piece) -> bool:
    """Whether the last answer reaches either end where the layer's own is far beyond it.

    What was squashed before it reaches the last tanh does not: tanh(tanh(x)) ends at 0.76.
    A layer whose answers stay small, whatever goes in, says nothing here.
    """
    raw, last = piece[0].values, piece[-1].values
    return all(
        np.max(sign * last, initial=0) > NEAR_THE_END
        for sign in (1, -1)
        if np.max(sign * raw, initial=0) > FAR_BEYOND
    )


def is_unbent(piece: Piece, answer: np.ndarray) -> bool:
    """Whether a layer gives this answer before anything bends it."""
    for row in piece:
        if row.bends:
            return False
        if row.size == answer.size and np.allclose(row.values, answer, rtol=1e-3):
            return True
    return False


def _pairs(piece: Piece) -> Iterator[tuple[Row, Row]]:
    for place, after in enumerate(piece):
        for before in piece[:place]:
            if before.size == after.size and before.values.shape == after.values.shape:
                yield before, after


def _leaks(before: np.ndarray, after: np.ndarray) -> bool:
    below, above = before < -NOTHING, before > NOTHING
    if not below.any() or not above.any():
        return False
    slope = float(np.median(after[below] / before[below]))
    wanted = np.where(before > 0, before, slope * before)
    alike = np.allclose(after, wanted, rtol=1e-3, atol=NOTHING)
    return FLATTEST < slope < STEEPEST and alike
