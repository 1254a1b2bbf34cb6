"""Images that no student's code has seen, for the figures that decide.

Synthetic images are drawn anew. Real photographs are changed slightly and at random: a trained network
still recognises them, but a table of known images does not find them.
"""

import numpy as np
from workers_packs.image_classification import synthetic_data
from workers_packs.image_classification.data import Dataset, Part

from workers.packkit.loaders import SYNTHETIC

LARGEST_SHIFT = 1  # pixels
NOISE = 2.0  # grey levels, standard deviation


def held_out(dataset: Dataset, rng: np.random.Generator) -> tuple[Part, Part]:
    """Validation and test images for this run, in an order of its own."""
    return _unseen(dataset, dataset.validation, rng), _unseen(
        dataset, dataset.test, rng
    )


def _unseen(dataset: Dataset, part: Part, rng: np.random.Generator) -> Part:
    if dataset.kind == SYNTHETIC:
        return Part(*synthetic_data.draw(rng, len(part.labels)))
    order = rng.permutation(len(part.labels))
    return Part(disturbed(part.images[order], rng), part.labels[order])


def disturbed(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Mirrored or not, moved by up to a pixel and with a little noise. uint8."""
    count, height, width = images.shape[:3]
    edge = LARGEST_SHIFT
    wide = np.pad(images, ((0, 0), (edge, edge), (edge, edge), (0, 0)), mode="edge")
    begins = rng.integers(0, 2 * edge + 1, (count, 2))
    mirrored = rng.integers(0, 2, (count,))
    result = np.empty_like(images)
    for number in range(count):
        down, across = begins[number]
        window = wide[number, down : down + height, across : across + width]
        noisy = window + rng.normal(0, NOISE, window.shape)
        noisy = noisy[:, ::-1] if mirrored[number] else noisy
        result[number] = np.clip(np.rint(noisy), 0, 255)
    return result
