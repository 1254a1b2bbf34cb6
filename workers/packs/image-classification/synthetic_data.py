"""Draws ten kinds of textured shapes in the form of CIFAR-10.

A class is a texture on a shape; size, place, contrast and all colours are drawn anew for
each image, so that neither an average colour nor any single pixel tells a class. The same
images for the same generator.
"""

import numpy as np

SIDE = 32  # pixels
CLASSES = (
    "striped disc",
    "banded square",
    "checked triangle",
    "plain cross",
    "speckled ring",
    "barred disc",
    "ribbed square",
    "slanted triangle",
    "ringed cross",
    "dotted ring",
)
NOISE = 15.0  # grey levels, standard deviation


def draw(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Images, uint8 of shape (count, 32, 32, 3), and labels, (count,), in equal shares."""
    labels = rng.permutation(np.arange(count) % len(CLASSES))
    images = np.empty((count, SIDE, SIDE, 3), np.uint8)
    for label in range(len(CLASSES)):
        of_it = np.flatnonzero(labels == label)
        images[of_it] = _of_class(rng, label, len(of_it))
    return images, labels


def _of_class(rng: np.random.Generator, label: int, count: int) -> np.ndarray:
    """(count, 32, 32, 3) uint8."""
    across, down = _places(rng, count)
    size = rng.uniform(8.0, 13.0, (count, 1, 1)).astype(np.float32)
    covered = _shape(label, across / size, down / size)[..., None]
    pattern = _texture(rng, label, across, down)[..., None]
    light, dark = _colours(rng, count)
    images = _background(rng, count)
    images += (light + (dark - light) * pattern - images) * covered
    images += NOISE * rng.standard_normal(images.shape, np.float32)
    return np.asarray(np.clip(images, 0, 255), np.uint8)


def _places(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Pixels to the right of and below the shape's centre, (count, 32, 32) each."""
    centre = rng.uniform(11.0, 21.0, (2, count, 1, 1)).astype(np.float32)
    steps = np.arange(SIDE, dtype=np.float32)
    across = np.broadcast_to(steps[None, None, :] - centre[0], (count, SIDE, SIDE))
    down = np.broadcast_to(steps[None, :, None] - centre[1], (count, SIDE, SIDE))
    return across, down


def _shape(label: int, across: np.ndarray, down: np.ndarray) -> np.ndarray:
    """How far each pixel is covered, 0 to 1; lengths are in sizes of the shape."""
    radius, wide, high = np.hypot(across, down), np.abs(across), np.abs(down)
    match CLASSES[label].split()[1]:
        case "disc":
            beyond = radius - 1
        case "square":
            beyond = np.maximum(wide, high) - 0.85
        case "triangle":
            beyond = np.maximum(wide - 0.5 * (down + 1), down - 0.8)
        case "cross":
            upright = np.maximum(wide - 0.45, high - 1)
            beyond = np.minimum(upright, np.maximum(wide - 1, high - 0.45))
        case _:  # ring
            beyond = np.abs(radius - 0.7) - 0.35
    return np.asarray(1 / (1 + np.exp(np.clip(20 * beyond, -30, 30))))


def _texture(  # noqa: C901 -- a table of ten
    rng: np.random.Generator, label: int, across: np.ndarray, down: np.ndarray
) -> np.ndarray:
    """0 to 1 by pixel. Waves begin anywhere; periods are in pixels."""
    begin = rng.uniform(0, 2 * np.pi, (2, len(across), 1, 1)).astype(np.float32)

    def wave(length: np.ndarray, period: float, which: int = 0) -> np.ndarray:
        return np.asarray(np.sin(2 * np.pi / period * length + begin[which]))

    match CLASSES[label].split()[0]:
        case "striped":
            height = wave(down, 4.0)
        case "banded":
            height = wave(down, 9.0)
        case "checked":
            height = wave(across, 6.0) * wave(down, 6.0, 1)
        case "speckled":
            height = np.sign(rng.standard_normal(across.shape, np.float32))
        case "barred":
            height = wave(across, 4.0)
        case "ribbed":
            height = wave(across, 9.0)
        case "slanted":
            height = wave(across + down, 6.0)
        case "ringed":
            height = wave(np.hypot(across, down), 5.0)
        case "dotted":
            height = wave(across, 5.0) + wave(down, 5.0, 1) - 1
        case _:  # plain
            height = np.full(across.shape, -1.0, np.float32)
    return np.clip(0.5 + 0.9 * height, 0, 1)


def _colours(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Two colours apart enough to tell a texture, either of them the lighter one."""
    middle = rng.uniform(70, 185, (count, 1, 1, 3))
    sign = rng.choice((-1.0, 1.0), (count, 1, 1, 1))
    apart = rng.uniform(18, 55, (count, 1, 1, 3)) * sign
    light, dark = middle + apart, middle - apart
    return light.astype(np.float32), dark.astype(np.float32)


def _background(rng: np.random.Generator, count: int) -> np.ndarray:
    """From one colour to another across the picture, in any direction."""
    ends = rng.uniform(40, 215, (2, count, 1, 1, 3)).astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi, (count, 1, 1)).astype(np.float32)
    steps = np.linspace(-0.5, 0.5, SIDE, dtype=np.float32)
    ramp = np.cos(angle) * steps[None, None, :] + np.sin(angle) * steps[None, :, None]
    share = np.clip(0.5 + ramp, 0, 1)[..., None]
    return np.asarray(ends[0] + (ends[1] - ends[0]) * share)
