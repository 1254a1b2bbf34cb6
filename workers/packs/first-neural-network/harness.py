"""Trains the student's network in the sandbox; this side runs in the trusted process."""

import numpy as np
from workers_packs.first_neural_network import reference, settings
from workers_packs.first_neural_network.data import Dataset

from workers.packkit import answers
from workers.packkit.checks import Student

HELPER = """
import numpy as _course_numpy

_course = {}


def _course_start(arrays, sizes, learning_rate, one_by_one):
    _course.update(arrays, one_by_one=one_by_one)
    _course["network"] = NeuralNetwork(*sizes, learning_rate)


def _course_train(batches):
    network, features = _course["network"], _course["training"]
    targets, one_by_one = _course["targets"], _course["one_by_one"]
    with _course_numpy.errstate(all="ignore"):
        for rows in batches:
            if one_by_one:
                for record, target in zip(features[rows], targets[rows]):
                    network.train(record, target)
            else:
                network.train(features[rows], targets[rows])


def _course_predict(part, rows):
    features = _course["training" if part == "sample" else part]
    chosen = features if rows is None else features[rows]
    with _course_numpy.errstate(all="ignore"):
        return _course_numpy.asarray(_course["network"].run(chosen), dtype=float)


def _course_weights():
    network = _course["network"]
    return [network.weights_input_to_hidden, network.weights_hidden_to_output]
"""
"""Code for the sandbox, not secret: calls `train` for each batch as the edition's notebook does."""


class Harness:
    """A fresh network of the student's class and hyperparameters, ready to be trained.

    The arrays are sent to the sandbox here, once.
    """

    def __init__(self, student: Student, dataset: Dataset, seed: int) -> None:
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
        student.seed(seed % 2**32)
        student.load(HELPER)
        student.call(
            "_course_start",
            {
                "training": dataset.training.features,
                "targets": dataset.training.targets,
                "validation": dataset.validation.features,
                "test": dataset.test.features,
            },
            list(self._sizes),
            settings.LEARNING_RATE.chosen_by(student),
            student.edition == reference.TURNED_EDITION,
        )

    def train(self, rng: np.random.Generator, iterations: int) -> None:
        """Trains on this many batches, each drawn with replacement."""
        rows = rng.integers(
            0, self._rows["training"], (iterations, settings.BATCH_SIZE)
        )
        self._student.call("_course_train", rows)

    def predict(self, part: str, rows: np.ndarray | None = None) -> np.ndarray:
        """Predicted riders for the chosen rows of a part, (records,)."""
        answer = self._student.call("_course_predict", part, rows)
        records = self._rows[part] if rows is None else len(rows)
        return reference.predictions(self._student, answer, records)[:, 0]

    def weights(self) -> reference.Weights:
        answer = self._student.call("_course_weights")
        found = answers.parts(answer, "NeuralNetwork", count=2)
        return reference.read_weights(self._student.edition, found, self._sizes)
