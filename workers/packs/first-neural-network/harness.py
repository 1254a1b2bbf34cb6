"""Trains the student's network in the sandbox; this side runs in the trusted process."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from workers_packs.first_neural_network import reference, settings
from workers_packs.first_neural_network.data import Dataset
from workers_packs.first_neural_network.helper import HELPER
from workers_packs.first_neural_network.replaying import Replay
from workers_packs.first_neural_network.spans import Span

from workers.packkit import answers
from workers.packkit.checks import Student

CLOSE, CLOSE_UNTIL = 5, 500
"""The first steps are looked at closely: the largest, they enlarge rounding from step to step."""
FEWEST_STEPS = 25  # between two looks later on
MOST_LOOKS = 400  # later on, of a training that is very long
LARGEST = 200_000  # bytes of weights; larger ones come out once for each call


class Harness:
    """A fresh network of the student's class and hyperparameters, ready to be trained.

    The arrays are sent to the sandbox here, once. The first weights are the student's own, put at
    other places: whatever was brought along in them is lost, and how they are spread is not.
    """

    def __init__(
        self, student: Student, dataset: Dataset, rng: np.random.Generator
    ) -> None:
        self._student = student
        self._rows = {
            "training": len(dataset.training.targets),
            "validation": len(dataset.validation.targets),
            "test": len(dataset.test.targets),
        }
        self._sizes = (
            dataset.training.features.shape[1],
            settings.HIDDEN_NODES.chosen_by(student),
            settings.OUTPUT_NODES.chosen_by(student),
        )
        rate = settings.LEARNING_RATE.chosen_by(student)
        one_by_one = student.edition == reference.TURNED_EDITION
        student.load(HELPER)
        first = student.call(
            "_course_start",
            {
                "training": dataset.training.features,
                "targets": dataset.training.targets,
                "validation": dataset.validation.features,
                "test": dataset.test.features,
            },
            list(self._sizes),
            rate,
            one_by_one,
        )
        self.weights = self._weights(first).shuffled(rng)
        self.replay = Replay(dataset.training, float(rate), one_by_one, rng)
        student.call("_course_begin", *reference.as_kept(student.edition, self.weights))

    def train(
        self, rng: np.random.Generator, iterations: int, *, done: int, asked: int
    ) -> None:
        """Trains on this many batches, each drawn with replacement.

        `done` of the `asked` iterations lie behind.
        """
        size = self._rows["training"], (iterations, settings.BATCH_SIZE)
        rows = rng.integers(0, *size, dtype=np.int32)
        looks = list(self._looks(iterations, done, asked))
        answer = self._student.call("_course_train", rows, looks)
        seen = answers.parts(answer, "NeuralNetwork", count=len(looks))
        start = 0
        for look, weights in zip(looks, seen, strict=True):
            after = self._weights(weights)
            self.replay.keep(Span(self.weights, after, rows[start:look]))
            self.weights, start = after, look

    def _looks(self, iterations: int, done: int, asked: int) -> Iterator[int]:
        """After which of the next iterations the weights come out; the last one is among them."""
        apart = max(FEWEST_STEPS, asked // MOST_LOOKS)
        for number in range(1, iterations):
            step = done + number
            closely = step <= CLOSE_UNTIL and not step % CLOSE
            if (closely or not step % apart) and self.weights.flat().nbytes < LARGEST:
                yield number
        yield iterations

    def predict(self, part: str, rows: np.ndarray | None = None) -> np.ndarray:
        """Predicted riders for the chosen rows of a part, (records,)."""
        answer = self._student.call("_course_predict", part, rows)
        records = self._rows[part] if rows is None else len(rows)
        return reference.predictions(self._student, answer, records)[:, 0]

    def _weights(self, answer: Any) -> reference.Weights:
        found = answers.parts(answer, "NeuralNetwork", count=2)
        return reference.read_weights(self._student.edition, found, self._sizes)
