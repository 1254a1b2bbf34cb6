"""Trains the student's network in the sandbox; this side runs in the trusted process.

The ten labels are sent under other numbers, drawn for the run, so that a network trained elsewhere is
of no use. The logits that come back are put into the true order here.
"""

import math
import time
from collections.abc import Iterator

import numpy as np
from workers_packs.image_classification import probes, settings
from workers_packs.image_classification.data import Part

from workers.packkit import answers
from workers.packkit.checks import Student

CHUNK_S = 6.0  # of training in one question: the curve goes on, no limit is near
POINTS = 25  # on the curve of one attempt
MOST_IMAGES = 2000  # in one question

HELPER = """
_course_running = {}


def _course_ready(images):
    return _course_numpy.asarray(normalize(images), dtype="float32")


def _course_begin(images, labels, others, shape, classes, keep_probability, speed):
    model = _course_fresh(shape, classes, keep_probability)
    optimizer = _course_keras.optimizers.Adam(speed)
    optimizer.build(model.trainable_variables)
    encoded = _course_numpy.asarray(one_hot_encode(labels), dtype="float32")
    parts = {"training": images, **others}
    first = model.get_weights()
    _course_running.update(
        model=model, optimizer=optimizer, parts=parts, labels=encoded, first=first
    )


def _course_train(batches):
    images, labels = _course_running["parts"]["training"], _course_running["labels"]
    model, optimizer = _course_running["model"], _course_running["optimizer"]
    for rows in batches:
        train_neural_network(model, optimizer, _course_ready(images[rows]), labels[rows])


def _course_logits(part, rows, size=250):
    chosen = _course_running["parts"][part][rows]
    return _course_numpy.concatenate(
        [
            _course_running["model"](
                _course_ready(chosen[start : start + size]), training=False
            ).numpy()
            for start in range(0, len(chosen), size)
        ]
    )


def _course_logits_at_first(part, rows):
    model = _course_running["model"]
    learnt = model.get_weights()
    model.set_weights(_course_running["first"])
    try:
        return _course_logits(part, rows)
    finally:
        model.set_weights(learnt)


def _course_say(batch, others):
    images, labels = _course_running["parts"]["training"], _course_running["labels"]
    parts = [part for rows in (batch, others) for part in (images[rows], labels[rows])]
    parts[0], parts[2] = _course_ready(parts[0]), _course_ready(parts[2])
    return _course_printed(_course_running["model"], *parts)
"""
"""Public: feeds train_neural_network batch after batch. Goes beside `probes.HELPER`."""


class Harness:
    """A fresh network of the student's, ready to be trained; the images go in here."""

    def __init__(
        self,
        student: Student,
        training: Part,
        others: dict[str, np.ndarray],
        shown_as: np.ndarray,
    ) -> None:
        self._student = student
        self._shown_as = shown_as  # by true label
        self._sizes = {"training": len(training.labels)} | {
            name: len(images) for name, images in others.items()
        }
        student.load(probes.HELPER)
        student.load(HELPER)
        student.call(
            "_course_begin",
            training.images,
            self._shown_as[training.labels],
            others,
            list(training.images.shape[1:]),
            settings.CLASSES,
            settings.KEEP_PROBABILITY.chosen_by(student),
            settings.LEARNING_RATE.chosen_by(student),
        )

    def train(self, batches: np.ndarray) -> None:
        """One step for each row of (steps, batch size) places of training images."""
        self._student.call("_course_train", batches)

    def logits(self, part: str, rows: np.ndarray | None = None) -> np.ndarray:
        """(n, 10) float64, in the order of the true labels."""
        return self._asked("_course_logits", part, rows)

    def logits_at_first(self, part: str, rows: np.ndarray | None = None) -> np.ndarray:
        """The same with the weights as they were before any training."""
        return self._asked("_course_logits_at_first", part, rows)

    def said(self, batch: np.ndarray, others: np.ndarray) -> str:
        """What print_stats prints of training images at these places."""
        said = self._student.call("_course_say", batch, others)
        return answers.string(said, "print_stats", most=probes.MOST_PRINTED)

    def as_shown(self, logits: np.ndarray) -> np.ndarray:
        """Turned to the numbers under which the classes went in."""
        return logits[:, np.argsort(self._shown_as)]

    def _asked(self, function: str, part: str, rows: np.ndarray | None) -> np.ndarray:
        """Some images at a time, so that no question takes long."""
        chosen = np.arange(self._sizes[part]) if rows is None else rows
        found = [np.empty((0, settings.CLASSES))]
        for start in range(0, len(chosen), MOST_IMAGES):
            some = chosen[start : start + MOST_IMAGES]
            logits = answers.array(
                self._student.call(function, part, some),
                "conv_net",
                shape=(len(some), settings.CLASSES),
            )
            found.append(logits[:, self._shown_as])
        return np.concatenate(found)


def disguise(rng: np.random.Generator) -> np.ndarray:
    """Another number for each class: none keeps its own."""
    numbers = np.arange(settings.CLASSES)
    order = rng.permutation(settings.CLASSES)
    shown_as = np.empty_like(numbers)
    shown_as[order] = np.roll(order, 1)
    return shown_as


def batches(
    rng: np.random.Generator, images: int, batch_size: int, epochs: int
) -> Iterator[np.ndarray]:
    """(batch size,) places of images: each epoch in an order of its own, no remainder."""
    size = min(batch_size, images)
    for _ in range(epochs):
        order = rng.permutation(images)
        yield from order[: images // size * size].reshape(-1, size)


class Pace:
    """How many steps to ask for at a time, by how long the last ones took."""

    def __init__(self, steps: int) -> None:
        self._most = max(math.ceil(steps / POINTS), 1)
        self.steps = min(self._most, 5)  # the first ones also build and trace

    def took(self, steps: int, began: float) -> None:
        per_step = max((time.monotonic() - began) / steps, 1e-6)
        self.steps = max(min(self._most, int(CHUNK_S / per_step)), 1)
