"""The grader's own computation of two one-layer networks, their losses and gradients.

The judge's logit is `flat image @ judge + bias`; the painter's image is `tanh(z @ paint)`.
So everything that one step of training does can be computed by hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workers.packkit.checks import Student, as_float_array

SIDE = 28
PIXELS = SIDE * SIDE
LARGEST = 1e30  # beyond it sums of squares overflow
FEWEST_LAYERS = 2  # with weights: one hidden, and the last
NOTHING = 1e-4  # closer to zero, the two halves of a leaky ReLU are not told apart
FLATTEST, STEEPEST = 0.001, 0.7  # slopes below zero of what is called a leaky ReLU
CONVOLUTION = 3  # dimensions of the kernel, at least
CUTTING = ("Cropping", "GetItem")  # operations of Keras that leave out pixels
NEAR_THE_END, FAR_BEYOND = 0.95, 100.0  # of tanh's range; what goes into tanh


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return np.asarray(np.exp(-np.logaddexp(0, -logits)))


def softplus(logits: np.ndarray) -> np.ndarray:
    """log(1 + exp(x)): the cross-entropy of a logit with label 0."""
    return np.asarray(np.logaddexp(0, logits))


def arrays(answer: Any, count: int) -> list[np.ndarray]:
    """A list of this many arrays. Raises AssertionError for any other answer."""
    assert isinstance(answer, list), f"expected {count}, got {type(answer).__name__}"  # noqa: S101
    assert len(answer) == count, f"expected {count} results, got {len(answer)}"  # noqa: S101
    found = [as_float_array(part) for part in answer]
    for array in found:
        assert np.isfinite(array).all(), "numbers that are not finite"  # noqa: S101
        assert np.abs(array).max(initial=0) < LARGEST, "numbers beyond reason"  # noqa: S101
    return found


def part_of(answer: Any, name: str) -> Any:
    """One entry of an answer that should be a dict."""
    assert isinstance(answer, dict), f"an answer of type {type(answer).__name__}"  # noqa: S101
    assert name in answer, f"an answer without {name}"  # noqa: S101
    return answer[name]


def list_of(answer: Any, name: str) -> list[np.ndarray]:
    """An entry that should be a list of arrays."""
    found = part_of(answer, name)
    assert isinstance(found, list), f"{name}: {type(found).__name__}"  # noqa: S101
    return [as_float_array(array) for array in found]


def scalars(answer: Any, count: int) -> list[float]:
    found = arrays(answer, count)
    for array in found:
        assert array.size == 1, f"a loss of shape {array.shape}"  # noqa: S101
    return [float(array.ravel()[0]) for array in found]


@dataclass(frozen=True)
class Labels:
    """What a student's losses amount to: `scale` times cross-entropy with these labels."""

    d_scale: float
    real: float
    fake: float
    g_scale: float
    wanted: float  # the generator's label for its own images
    d_residual: float  # how far the losses are from this form, relative to them
    g_residual: float

    def d_loss(self, real: np.ndarray, fake: np.ndarray) -> float:
        on_real = np.mean(softplus(real) - self.real * real)
        on_fake = np.mean(softplus(fake) - self.fake * fake)
        return float(self.d_scale * (on_real + on_fake))

    def g_loss(self, fake: np.ndarray) -> float:
        return float(self.g_scale * np.mean(softplus(fake) - self.wanted * fake))


def labels(student: Student, rng: np.random.Generator) -> Labels:
    """Fits the labels to the student's `model_loss` on logits drawn at random.

    Cross-entropy with a label is `softplus(logit) - label * logit`: linear in the label.
    """
    cases = [
        [rng.normal(rng.normal(0, 1), 2, (7, 1)).astype(np.float32) for _ in range(2)]
        for _ in range(8)
    ]
    answer = student.call("_course_losses", cases)
    assert isinstance(answer, list), "no losses"  # noqa: S101
    assert len(answer) == len(cases), "not one pair of losses for each case"  # noqa: S101
    losses = np.array([scalars(pair, 2) for pair in answer])
    terms = np.array(
        [
            [float(np.mean(part)) for part in (*pair, *map(softplus, pair))]
            for pair in cases
        ]
    )
    d_terms = np.column_stack([terms[:, 2] + terms[:, 3], -terms[:, 0], -terms[:, 1]])
    (d_scale, real, fake), d_residual = _fitted(d_terms, losses[:, 0])
    g_terms = np.column_stack([terms[:, 3], -terms[:, 1]])
    (g_scale, wanted), g_residual = _fitted(g_terms, losses[:, 1])
    d_unit, g_unit = d_scale or 1.0, g_scale or 1.0
    return Labels(
        d_scale=float(d_scale),
        real=float(real / d_unit),
        fake=float(fake / d_unit),
        g_scale=float(g_scale),
        wanted=float(wanted / g_unit),
        d_residual=d_residual,
        g_residual=g_residual,
    )


def _fitted(terms: np.ndarray, losses: np.ndarray) -> tuple[np.ndarray, float]:
    factors = np.linalg.lstsq(terms, losses, rcond=None)[0]
    off = float(np.max(np.abs(terms @ factors - losses)))
    return factors, off / max(float(np.max(np.abs(losses))), 1e-9)


@dataclass(frozen=True)
class Case:
    """The two small networks, a batch for them and what the painter starts from."""

    judge: np.ndarray  # (784, 1)
    bias: np.ndarray  # (1,)
    paint: np.ndarray  # (length of z, 784)
    images: np.ndarray  # (n, 28, 28, 1), from -0.5 to 0.5
    z: np.ndarray  # (n, length of z)

    @property
    def weights(self) -> Mapping[str, np.ndarray]:
        return {"judge": self.judge, "bias": self.bias, "paint": self.paint}

    def logits(self, images: np.ndarray) -> np.ndarray:
        return np.asarray(images.reshape(len(images), -1) @ self.judge + self.bias)

    def painted(self) -> np.ndarray:
        return np.asarray(np.tanh(self.z @ self.paint))

    def d_gradient(self, made_of: Labels) -> np.ndarray:
        """Of the discriminator's loss, for the judge's kernel. The batch is doubled."""
        real, fake = 2 * self.images.reshape(len(self.images), -1), self.painted()
        on_real = (sigmoid(self.logits(real)) - made_of.real) / len(real)
        on_fake = (sigmoid(self.logits(fake)) - made_of.fake) / len(fake)
        return np.asarray(made_of.d_scale * (real.T @ on_real + fake.T @ on_fake))

    def g_gradient(self, made_of: Labels) -> np.ndarray:
        """Of the generator's loss, for the painter's kernel, back through the judge."""
        fake = self.painted()
        off = (sigmoid(self.logits(fake)) - made_of.wanted) / len(fake)
        before_tanh = made_of.g_scale * (off @ self.judge.T) * (1 - fake**2)
        return np.asarray(self.z.T @ before_tanh)


def draw(rng: np.random.Generator, size: int = 16, length: int = 6) -> Case:
    def narrow(array: np.ndarray) -> np.ndarray:
        return array.astype(np.float32)

    return Case(
        judge=narrow(rng.normal(0, 0.06, (PIXELS, 1))),
        bias=narrow(rng.normal(0, 0.3, 1)),
        paint=narrow(rng.normal(0, 0.3, (length, PIXELS))),
        images=narrow(rng.uniform(-0.5, 0.5, (size, SIDE, SIDE, 1))),
        z=narrow(rng.normal(0, 1, (size, length))),
    )


def alike(one: np.ndarray, other: np.ndarray) -> float:
    """The cosine of the angle between two changes; 0 if one of them is nothing."""
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one.ravel() @ other.ravel()) / lengths if lengths > 0 else 0.0


@dataclass(frozen=True)
class Row:
    """What one operation of a student's network answered."""

    kind: str
    rank: int  # dimensions of its kernel: 2 when dense, 4 when a convolution, 0: no kernel
    size: int
    values: np.ndarray  # the first few thousand numbers


def rows(answer: Any) -> list[Row]:
    """The answer of `_course_trace`, or an AssertionError."""
    assert isinstance(answer, list), f"a trace of type {type(answer).__name__}"  # noqa: S101
    found = []
    for row in answer:
        assert isinstance(row, dict), "a strange trace"  # noqa: S101
        values = as_float_array(row.get("values")).ravel()
        rank, size = row.get("rank"), row.get("size")
        assert isinstance(size, int) and isinstance(rank, int), "a strange trace"  # noqa: S101, PT018
        found.append(Row(str(row.get("kind")), rank, size, values))
    return found


def segments(trace: Sequence[Row]) -> list[list[Row]]:
    """Cut before every layer with weights; the first piece comes before all of them."""
    pieces: list[list[Row]] = [[]]
    for row in trace:
        if row.rank > 0:
            pieces.append([])
        pieces[-1].append(row)
    assert len(pieces) > FEWEST_LAYERS, f"{len(pieces) - 1} layers with weights"  # noqa: S101
    return pieces


def is_leaky(segment: Sequence[Row]) -> bool:
    """Whether some answer is a leaky ReLU of an earlier one."""
    return any(_leaks(before.values, after.values) for before, after in _pairs(segment))


def convolves(trace: Sequence[Row]) -> bool:
    return any(row.rank >= CONVOLUTION for row in trace)


def ends_in_tanh(segment: Sequence[Row]) -> bool:
    """Whether the last answer is the tanh of an earlier one. It may be cut smaller then."""
    whole = list(segment)
    while whole and whole[-1].kind.startswith(CUTTING):
        whole.pop()
    return any(
        np.allclose(np.tanh(before.values), after.values, atol=NOTHING)
        for before, after in _pairs(whole)
        if after is whole[-1]
    )


def fills_the_range(segment: Sequence[Row]) -> bool:
    """Whether the last answer reaches either end where the layer's own is far beyond it.

    What was squashed before it reaches the last tanh does not: tanh(tanh(x)) ends at 0.76.
    A layer whose answers stay small, whatever goes in, says nothing here.
    """
    raw, last = segment[0].values, segment[-1].values
    return all(
        np.max(sign * last, initial=0) > NEAR_THE_END
        for sign in (1, -1)
        if np.max(sign * raw, initial=0) > FAR_BEYOND
    )


def _pairs(segment: Sequence[Row]) -> list[tuple[Row, Row]]:
    return [
        (before, after)
        for place, after in enumerate(segment)
        for before in segment[:place]
        if before.size == after.size and before.values.shape == after.values.shape
    ]


def _leaks(before: np.ndarray, after: np.ndarray) -> bool:
    below, above = before < -NOTHING, before > NOTHING
    if not below.any() or not above.any():
        return False
    slope = float(np.median(after[below] / before[below]))
    wanted = np.where(before > 0, before, slope * before)
    alike = np.allclose(after, wanted, rtol=1e-3, atol=NOTHING)
    return FLATTEST < slope < STEEPEST and alike
