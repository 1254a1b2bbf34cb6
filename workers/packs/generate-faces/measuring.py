"""Measures the distance of generated images from real ones, in features of random filters.

Two random convolutions with a ReLU each, then a random projection; the same numbers on
every machine. Distances are Fréchet's (Dowson and Landau 1982), between the normal
distributions fitted to two sets of features, as in the Fréchet inception distance.
"""

from dataclasses import dataclass

import numpy as np

FIRST, SECOND, FEATURES = 16, 32, 64
SEED = 20140610
CHUNK = 500  # images at a time: bounds the memory
TINY = 1e-6


def features(images: np.ndarray) -> np.ndarray:
    """(n, 64) of images (n, 28, 28, channels) between 0 and 1."""
    rng = np.random.default_rng(SEED)
    channels = images.shape[-1]
    first = _kernel(rng, (5 * 5 * channels, FIRST))
    second = _kernel(rng, (4 * 4 * FIRST, SECOND))
    projection = _kernel(rng, (5 * 5 * SECOND, FEATURES))
    return np.concatenate(
        [
            _forward(images[start : start + CHUNK], first, second) @ projection
            for start in range(0, len(images), CHUNK)
        ]
    )


def _kernel(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    return rng.normal(0, (2 / shape[0]) ** 0.5, shape).astype(np.float32)


def _forward(images: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    centred = (images - 0.5).astype(np.float32)
    hidden = np.maximum(patches(centred, 5) @ first, 0)  # (n, 12, 12, FIRST)
    hidden = np.maximum(patches(hidden, 4) @ second, 0)  # (n, 5, 5, SECOND)
    return np.asarray(hidden.reshape(len(images), -1))


def patches(images: np.ndarray, side: int) -> np.ndarray:
    """Every second window, (n, rows, columns, side * side * channels)."""
    windows = np.lib.stride_tricks.sliding_window_view(images, (side, side), (1, 2))
    chosen = windows[:, ::2, ::2]  # (n, rows, columns, channels, side, side)
    return chosen.reshape(*chosen.shape[:3], -1)


@dataclass(frozen=True)
class Scale:
    """Features in standard deviations of the real ones."""

    mean: np.ndarray
    deviation: np.ndarray

    def of(self, images: np.ndarray) -> np.ndarray:
        return np.asarray((features(images) - self.mean) / self.deviation)


def scale(images: np.ndarray) -> Scale:
    found = features(images)
    return Scale(found.mean(axis=0), found.std(axis=0) + TINY)


def frechet(one: np.ndarray, other: np.ndarray) -> float:
    """Between two sets of features, (n, k) each. 0 when they are alike."""
    apart = one.mean(axis=0) - other.mean(axis=0)
    first, second = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    root = _root(first)
    between = np.trace(_root(root @ second @ root))
    return float(apart @ apart + np.trace(first) + np.trace(second) - 2 * between)


def _root(matrix: np.ndarray) -> np.ndarray:
    """The square root of a symmetric matrix without negative eigenvalues."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return np.asarray((vectors * np.sqrt(values.clip(min=0))) @ vectors.T)


def spread(found: np.ndarray) -> float:
    """Root of the mean squared distance of features from their mean."""
    return float(np.sqrt(np.mean(np.sum((found - found.mean(axis=0)) ** 2, axis=1))))


def nearest(images: np.ndarray, among: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each image, the closest one's distance per pixel and its place in `among`.

    uint8 images, (n, 28, 28, channels), compared at half their size, which is a quarter
    of the work. Distances are roots of mean squares, white being 1.
    """
    mine, theirs = halved(images), halved(among)
    squares = (
        (mine**2).sum(axis=1)[:, None]
        - 2 * mine @ theirs.T
        + (theirs**2).sum(axis=1)[None]
    )
    places = squares.argmin(axis=1)
    apart = squares[np.arange(len(mine)), places].clip(min=0) / mine.shape[1]
    return np.sqrt(apart), places


def halved(images: np.ndarray) -> np.ndarray:
    """(n, pixels) float32 between 0 and 1: means of 2 × 2 pixels."""
    total = images[:, ::2, ::2].astype(np.uint16)
    for row, column in ((0, 1), (1, 0), (1, 1)):
        total += images[:, row::2, column::2]
    return (total.reshape(len(images), -1) / np.float32(4 * 255)).astype(np.float32)
