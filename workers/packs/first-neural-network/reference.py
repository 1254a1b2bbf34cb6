"""The grader's own computation of the network. Only this module knows the editions.

Weights here always have the shapes (inputs, hidden) and (hidden, 1). Edition A stores them
transposed, so they are transposed when they are sent and received.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from workers.packkit import answers
from workers.packkit.checks import Remote, Student, assert_close

TURNED_EDITION = "epochs"  # A: transposed weights, one record at a time, run: (1, n)
BATCH_EDITIONS = ("iterations", "my-answers")  # B and C
FOUR_METHOD_EDITION = "my-answers"  # C

INPUT_WEIGHTS = "weights_input_to_hidden"
OUTPUT_WEIGHTS = "weights_hidden_to_output"


def sigmoid(x: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-x)))


@dataclass(frozen=True)
class Weights:
    hidden: np.ndarray  # (inputs, hidden)
    output: np.ndarray  # (hidden, 1)

    def minus(self, other: "Weights") -> "Weights":
        return Weights(self.hidden - other.hidden, self.output - other.output)

    def plus(self, other: "Weights") -> "Weights":
        return Weights(self.hidden + other.hidden, self.output + other.output)

    def flat(self) -> np.ndarray:
        return np.concatenate([self.hidden.ravel(), self.output.ravel()])

    def moved(self, flat: np.ndarray) -> "Weights":
        """By changes in the order of `flat`."""
        hidden, output = np.split(flat, [self.hidden.size])
        return Weights(
            self.hidden + hidden.reshape(self.hidden.shape),
            self.output + output.reshape(self.output.shape),
        )

    def shuffled(self, rng: np.random.Generator) -> "Weights":
        """The same numbers in each matrix, at other places."""
        return Weights(
            rng.permuted(self.hidden.ravel()).reshape(self.hidden.shape),
            rng.permuted(self.output.ravel()).reshape(self.output.shape),
        )


@dataclass(frozen=True)
class Case:
    """A small network with one output, as every edition has it, and a random batch for it."""

    weights: Weights
    features: np.ndarray  # (records, inputs)
    targets: np.ndarray  # (records, 1)
    learning_rate: float

    @property
    def sizes(self) -> tuple[int, int, int]:
        return (*self.weights.hidden.shape, 1)


def draw(
    rng: np.random.Generator,
    *,
    records: int,
    layers: tuple[int, int] | None = None,
) -> Case:
    """`layers`: numbers of inputs and hidden units; small random ones if not given.

    All sizes differ, so that a transposed product is noticed.
    """
    inputs, hidden = layers or (int(rng.integers(6, 9)), int(rng.integers(4, 6)))
    return Case(
        weights=Weights(
            rng.normal(0, 1.6 * inputs**-0.5, (inputs, hidden)),
            rng.normal(0, 1.9 * hidden**-0.5, (hidden, 1)),
        ),
        features=rng.normal(0, 1, (records, inputs)),
        targets=rng.normal(0, 1, (records, 1)) + 1.5,
        learning_rate=float(rng.uniform(0.4, 0.9)),
    )


def hidden_outputs(weights: Weights, features: np.ndarray) -> np.ndarray:
    return sigmoid(features @ weights.hidden)


def predict(weights: Weights, features: np.ndarray) -> np.ndarray:
    """(records, 1): the output layer is the identity."""
    return np.asarray(hidden_outputs(weights, features) @ weights.output)


def steps(weights: Weights, features: np.ndarray, targets: np.ndarray) -> Weights:
    """The sum of all records' changes of the weights, before learning rate and averaging."""
    hidden = hidden_outputs(weights, features)
    error = targets - hidden @ weights.output
    hidden_term = (error @ weights.output.T) * hidden * (1 - hidden)
    return Weights(features.T @ hidden_term, hidden.T @ error)


def update(case: Case) -> Weights:
    """What one call of train adds to the weights, averaged over the batch."""
    total = steps(case.weights, case.features, case.targets)
    scale = case.learning_rate / len(case.features)
    return Weights(scale * total.hidden, scale * total.output)


def stepped(
    weights: Weights, features: np.ndarray, targets: np.ndarray, learning_rate: float
) -> Weights:
    """The weights after one call of train."""
    return weights.plus(update(Case(weights, features, targets, learning_rate)))


def network(student: Student, case: Case) -> Remote:
    """The student's network of the case's size, holding the case's weights."""
    net = student.new("NeuralNetwork", *case.sizes, case.learning_rate)
    give_weights(student, net, case.weights)
    return net


def give_weights(student: Student, net: Remote, weights: Weights) -> None:
    hidden, output = as_kept(student.edition, weights)
    net.set(INPUT_WEIGHTS, hidden)
    net.set(OUTPUT_WEIGHTS, output)


def weights_of(student: Student, net: Remote, case: Case) -> Weights:
    """The network's weights, finite numbers in the shapes of the case's."""
    found = [net.get(name) for name in (INPUT_WEIGHTS, OUTPUT_WEIGHTS)]
    return read_weights(student.edition, found, case.sizes, finite=True)


def read_weights(
    edition: str, found: Sequence[Any], sizes: Sequence[int], *, finite: bool = False
) -> Weights:
    """From what the sandbox answered for the two matrices of a network of these sizes."""
    turned = edition == TURNED_EDITION
    hidden, output = (
        answers.array(matrix, name, shape=pair[::-1] if turned else pair, finite=finite)
        for matrix, name, pair in zip(
            found, (INPUT_WEIGHTS, OUTPUT_WEIGHTS), pairwise(sizes), strict=True
        )
    )
    return Weights(hidden.T, output.T) if turned else Weights(hidden, output)


def as_kept(edition: str, weights: Weights) -> tuple[np.ndarray, np.ndarray]:
    """The two matrices as the edition keeps them; the reverse of `read_weights`."""
    if edition == TURNED_EDITION:
        hidden, output = weights.hidden.T, weights.output.T
        return np.ascontiguousarray(hidden), np.ascontiguousarray(output)
    return weights.hidden, weights.output


def train(student: Student, net: Remote, case: Case) -> None:
    """Trains as the edition does: a batch with one number per record, as the notebook has it.

    A single record has the shape that the unit tests use, (1, 1).
    """
    if student.edition == TURNED_EDITION:
        for record, target in zip(case.features, case.targets, strict=True):
            net.call("train", record, target)
    elif len(case.targets) == 1:
        net.call("train", case.features, case.targets)
    else:
        net.call("train", case.features, case.targets[:, 0])


def learned(student: Student, case: Case) -> Weights:
    """What the student's train added to the case's weights."""
    net = network(student, case)
    train(student, net, case)
    return weights_of(student, net, case).minus(case.weights)


def trains_well(student: Student, rng: np.random.Generator) -> bool:
    """Whether `train` changes the weights as it should, however its methods share the work."""
    case = draw(rng, records=int(rng.integers(5, 9)))
    try:
        got = learned(student, case).flat()
        assert_close(got, update(case).flat(), rtol=1e-5)
    except AssertionError:  # also if the code raised: other checks say so
        return False
    return True


def predictions(student: Student, answer: Any, records: int) -> np.ndarray:
    """What `run` returned for so many records, as (records, 1).

    A plain row of numbers does as well: turned or not, the notebook compares it rightly.
    """
    turned = student.edition == TURNED_EDITION
    array = answers.array(answer, "run")
    if array.size == records and (array.ndim == 1 or records == 1):
        return array.reshape(records, 1)
    wanted = (1, records) if turned else (records, 1)
    array = answers.array(array, "run", shape=wanted)
    return array.T if turned else array
