"""Finds near-copies: painted images that are real ones moved, mirrored, lighter or darker."""

from collections.abc import Iterator

import numpy as np
from workers_packs.generate_faces import measuring

SAMPLE = 20  # images of each kind: each is compared at 162 places
FARTHEST = 4  # pixels to either side


def nearest(images: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Of each image, the distance to the closest one, whichever way both would be laid.

    uint8 images, (n, 28, 28, channels). Each is compared mirrored and moved, and all as far as
    they differ from their own mean colours, in their own contrast.
    """
    known = _evened(measuring.halved(among), among.shape[-1])
    squares = np.full(len(images), np.inf)
    for moved in _moved(images):
        mine = _evened(measuring.halved(moved), images.shape[-1])
        # Rows are of unit length, so that the largest product is the smallest distance.
        squares = np.minimum(squares, 2 - 2 * (mine @ known.T).max(axis=1))
    return np.asarray(np.sqrt(squares.clip(min=0)))


def newness(painted: np.ndarray, other: np.ndarray, training: np.ndarray) -> float:
    """The distance of painted images to training images, by that of other real ones."""
    mine, usual = (
        float(np.median(nearest(images[:SAMPLE], training)))
        for images in (painted, other)
    )
    return mine / max(usual, measuring.TINY)


def _moved(images: np.ndarray) -> Iterator[np.ndarray]:
    width = ((0, 0), (FARTHEST, FARTHEST), (FARTHEST, FARTHEST), (0, 0))
    padded = np.pad(images, width, mode="edge")
    rows, columns = images.shape[1:3]
    for down in range(2 * FARTHEST + 1):
        for across in range(2 * FARTHEST + 1):
            piece = padded[:, down : down + rows, across : across + columns]
            yield piece
            yield piece[:, :, ::-1]


def _evened(flat: np.ndarray, channels: int) -> np.ndarray:
    """(n, pixels) of unit length, each channel around its own mean."""
    images = flat.reshape(len(flat), -1, channels)
    flat = (images - images.mean(axis=1, keepdims=True)).reshape(len(flat), -1)
    lengths = np.linalg.norm(flat, axis=1, keepdims=True)
    return np.asarray(flat / np.maximum(lengths, measuring.TINY))
