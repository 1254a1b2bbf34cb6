"""Layers, losses and gradients worked out by the grader, in NumPy.

Images lie as (count, height, width, channels), kernels as (height, width, channels,
filters), as Keras has them.
"""

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

Pair = tuple[int, int]
Pool = Callable[[np.ndarray], np.ndarray]
PADDINGS = ("same", "valid")
TOLERANCE = 3e-3  # of the largest value: a GPU multiplies with ten bits (TF32)
STRAIGHT = 1e-2  # relative residual below which a function counts as a straight line


@dataclass(frozen=True)
class Geometry:
    """What conv2d_maxpool is asked for, with an image it is asked of."""

    image: tuple[int, int, int]  # height, width, channels
    outputs: int
    conv_size: Pair
    conv_strides: Pair
    pool_size: Pair
    pool_strides: Pair


def padded(images: np.ndarray, size: Pair, strides: Pair, fill: float) -> np.ndarray:
    """As TensorFlow's "same": ceil(n / stride) windows, the odd pixel at the far end."""
    widths = []
    for length, window, step in zip(images.shape[1:3], size, strides, strict=True):
        total = max((math.ceil(length / step) - 1) * step + window - length, 0)
        widths.append((total // 2, total - total // 2))
    return np.pad(images, ((0, 0), *widths, (0, 0)), constant_values=fill)


def windows(
    images: np.ndarray, size: Pair, strides: Pair, padding: str, fill: float
) -> np.ndarray:
    """(count, rows, columns, size of a window, channels)."""
    if padding == "same":
        images = padded(images, size, strides, fill)
    rows, columns = (
        (length - window) // step + 1
        for length, window, step in zip(images.shape[1:3], size, strides, strict=True)
    )
    parts = [
        images[
            :,
            down : down + (rows - 1) * strides[0] + 1 : strides[0],
            across : across + (columns - 1) * strides[1] + 1 : strides[1],
        ]
        for down, across in itertools.product(range(size[0]), range(size[1]))
    ]
    return np.stack(parts, axis=3)


def convolved(
    images: np.ndarray, kernel: np.ndarray, strides: Pair, padding: str
) -> np.ndarray:
    size = (kernel.shape[0], kernel.shape[1])
    seen = windows(images, size, strides, padding, 0.0)
    flat = kernel.reshape(-1, *kernel.shape[2:])
    return np.asarray(np.einsum("nrcwi,wio->nrco", seen, flat))


def pooled(images: np.ndarray, size: Pair, strides: Pair, padding: str) -> np.ndarray:
    return np.asarray(windows(images, size, strides, padding, -np.inf).max(axis=3))


def conv_candidates(
    geometry: Geometry, images: np.ndarray, kernel: np.ndarray, bias: np.ndarray
) -> Iterator[tuple[np.ndarray, Pool]]:
    """For each choice of padding: before any pooling, and how to pool it."""
    for conv_padding, pool_padding in itertools.product(PADDINGS, PADDINGS):
        before = convolved(images, kernel, geometry.conv_strides, conv_padding) + bias

        def pool(values: np.ndarray, padding: str = pool_padding) -> np.ndarray:
            return pooled(values, geometry.pool_size, geometry.pool_strides, padding)

        yield before, pool


def silu(x: np.ndarray) -> np.ndarray:
    return np.asarray(x / (1 + np.exp(-x)))


def gelu(x: np.ndarray) -> np.ndarray:
    erf = np.vectorize(math.erf, otypes=[float])
    return np.asarray(0.5 * x * (1 + erf(x / math.sqrt(2))))


def mish(x: np.ndarray) -> np.ndarray:
    return np.asarray(x * np.tanh(np.logaddexp(0, x)))


def hard_silu(x: np.ndarray) -> np.ndarray:
    return np.asarray(x * np.clip(x / 6 + 0.5, 0, 1))


DIPPING = (silu, gelu, mish, hard_silu)
"""Activations that fall before they rise, so that pooling before or after differs."""


def follows(answer: np.ndarray, before: np.ndarray) -> bool:
    """Whether the answer is some rising activation of `before`, entry by entry."""
    if answer.shape != before.shape or not np.isfinite(answer).all():
        return False
    order = np.argsort(before, axis=None)
    rising = answer.ravel()[order]
    allowed = TOLERANCE * max(float(np.ptp(rising)), 1e-6)
    highest = np.maximum.accumulate(rising)
    return bool((highest - rising <= allowed).all())


def near(answer: np.ndarray, wanted: np.ndarray) -> bool:
    if answer.shape != wanted.shape or not np.isfinite(answer).all():
        return False
    scale = float(np.max(np.abs(wanted), initial=1e-6))
    return bool((np.abs(answer - wanted) <= TOLERANCE * scale).all())


def is_straight(answer: np.ndarray, before: np.ndarray) -> bool:
    """Whether the answer is a multiple of `before` and a constant, no more."""
    x, y = before.ravel(), answer.ravel()
    slope, offset = np.polyfit(x, y, 1)
    residual = y - (slope * x + offset)
    return float(residual.std()) < STRAIGHT * max(float(y.std()), 1e-9)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> float:
    """Mean over the images; NaN or infinite when the logits are."""
    with np.errstate(invalid="ignore", over="ignore"):
        logs = log_softmax(logits.astype(np.float64))
        return float(-logs[np.arange(len(labels)), labels].mean())


def accuracy(logits: np.ndarray, labels: np.ndarray) -> float:
    """The share of images whose largest logit is their label's."""
    if not np.isfinite(logits).all():
        return 0.0
    return float((logits.argmax(axis=1) == labels).mean())


def one_hot(labels: np.ndarray, classes: int = 10) -> np.ndarray:
    return np.asarray(np.eye(classes, dtype=np.float32)[labels])


def linear_gradient(
    features: np.ndarray, labels: np.ndarray, kernel: np.ndarray, bias: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Of the mean cross-entropy of a linear classifier; features are (n, inputs)."""
    wrong = np.exp(log_softmax(features @ kernel + bias))
    wrong[np.arange(len(labels)), labels] -= 1
    return features.T @ wrong / len(labels), wrong.mean(axis=0)


def alike(one: np.ndarray, other: np.ndarray) -> float:
    """The cosine of the angle between two changes; 0 if one of them is nothing."""
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one.ravel() @ other.ravel()) / lengths if lengths > 0 else 0.0
