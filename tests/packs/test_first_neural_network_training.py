"""Project 1's training rule, with a network whose losses the tests choose."""

import numpy as np
import pytest

from tests.packs import inprocess
from workers.packkit.checks import Unsuitable, checks_in

SLUG = "first-neural-network"
STILL = """
import numpy as np


class NeuralNetwork:
    def __init__(self, inputs, hidden, outputs, learning_rate):
        self.weights_input_to_hidden = np.zeros((inputs, hidden))
        self.weights_hidden_to_output = np.zeros((hidden, outputs))

    def train(self, features, targets):
        pass

    def run(self, features):
        return np.full((len(features), 1), OFFSET)
"""
"""Learns nothing and predicts OFFSET, so that a test chooses the losses."""


class Student(inprocess.SourceStudent):
    """Each call that trains takes `cpu_s_each`; how long the calls are is kept."""

    def __init__(self, iterations, offset, cpu_s_each):
        numbers = {"learning_rate": 1e-12, "hidden_nodes": 3, "output_nodes": 1}
        super().__init__(STILL, "my-answers", iterations=iterations, **numbers)
        self.names["OFFSET"] = offset
        self.cpu_s_each, self.pieces = cpu_s_each, []

    @property
    def cpu_s(self):
        return self.cpu_s_each * len(self.pieces)

    def call(self, function, *args, **kwargs):
        if function == "_course_train":
            self.pieces.append(len(args[0]))
        return super().call(function, *args, **kwargs)


def with_losses(pack, training, validation):
    """Rows on which predictions of zero have these losses; the limits are 0.09 and 0.14."""
    parts = [
        pack.data.Part(np.zeros((200, 56)), np.full(200, loss**0.5))
        for loss in (training, validation, 1.0)
    ]
    return pack.data.Dataset("stand-in", b"", *parts, 0.09, 0.14)


def trained(pack, dataset, iterations, *, offset=0.0, cpu_s_each=0.0):
    student, progress = Student(iterations, offset, cpu_s_each), []
    figures = pack.training.drive(student, dataset, progress.append, 1)
    results = inprocess.run_checks(
        checks_in(pack.training), student.edition, lambda one: one.function(figures)
    )
    return student, figures, progress, inprocess.failures(results)


@pytest.mark.parametrize(
    ("losses", "fails"),
    [
        ((0.08, 0.13), []),
        ((0.08, 0.15), ["training.finishes", "training.validation_loss"]),
        ((0.10, 0.13), ["training.finishes", "training.training_loss"]),
    ],
)
def test_training_cut_short_passes_only_if_both_limits_were_met(pack, losses, fails):
    dataset = with_losses(pack, *losses)
    slow = pack.training.ATTEMPT_CPU_S
    student, figures, progress, found = trained(
        pack, dataset, iterations=28_000, cpu_s_each=slow + 1
    )
    assert found == fails
    assert student.pieces == [500]  # cut within the first 700, not after them
    assert (figures["iterations_done"], figures["iterations_asked"]) == (500, 28_000)
    assert {(p.payload["x"], p.payload["x_of"]) for p in progress} == {(500, 28_000)}
    if fails:
        with pytest.raises(AssertionError, match=r"^500 of 28000 iterations$"):
            pack.training.finishes.function(figures)


def test_training_that_was_not_cut_short_finishes_whatever_its_losses(pack):
    _, figures, _, found = trained(pack, with_losses(pack, 0.5, 0.5), iterations=80)
    assert found == ["training.training_loss", "training.validation_loss"]
    assert figures["iterations_done"] == 80
    for judge in (pack.training.training_loss, pack.training.validation_loss):
        with pytest.raises(Unsuitable) as told:
            judge.function(figures)
        assert "trained here with `iterations` = 80" in told.value.found["en"]
        assert "`iterations` = 80" in told.value.found["ja"]


def test_a_network_that_diverges_is_not_also_told_that_it_was_slow(pack):
    dataset = with_losses(pack, 0.08, 0.13)
    found = trained(pack, dataset, offset=np.inf, iterations=28_000)[3]
    assert found == ["training.converges"]


@pytest.mark.parametrize(
    ("offset", "fails"),
    [(5e-5, []), (2e-4, ["training.predictions_follow_weights"])],
)
def test_predictions_may_differ_from_the_weights_by_rounding_only(pack, offset, fails):
    dataset = with_losses(pack, 0.08, 0.13)
    assert trained(pack, dataset, offset=offset, iterations=3)[3] == fails


@pytest.mark.parametrize(
    ("asked", "pieces"),
    [
        (1, [1]),
        (7, [1] * 7),
        (20_000, [500] * 40),
        (20_040, [500, 1] * 40),
        (44_000, [500, 500, 100] * 40),
    ],
)
def test_no_call_of_the_sandbox_trains_for_more_than_500_iterations(
    pack, asked, pieces
):
    dataset = with_losses(pack, 0.08, 0.13)
    student, figures, progress, _ = trained(pack, dataset, iterations=asked)
    assert student.pieces == pieces
    assert figures["iterations_done"] == asked
    assert len(progress) == 2 * min(asked, 40)  # a point of each kind
