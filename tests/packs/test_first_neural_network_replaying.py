"""Project 1: weights come about by the student's steps only, as each of these cheats finds out."""

from dataclasses import replace

import numpy as np
import pytest

from tests.packs import inprocess
from workers.packkit.checks import Undecided, checks_in

SLUG = "first-neural-network"
HONEST = """
import numpy as np


class NeuralNetwork:
    def __init__(self, inputs, hidden, outputs, learning_rate):
        self.lr, self.calls = learning_rate, 0
        self.weights_input_to_hidden = np.random.normal(0, 0.1, (inputs, hidden))
        self.weights_hidden_to_output = np.random.normal(0, 0.1, (hidden, outputs))

    def train(self, features, targets):
        self.calls += 1
        hidden = 1 / (1 + np.exp(-features @ self.weights_input_to_hidden))
        error = targets[:, None] - hidden @ self.weights_hidden_to_output
        back = (error @ self.weights_hidden_to_output.T) * hidden * (1 - hidden)
        rate = self.lr / len(features)
        self.weights_hidden_to_output = self.weights_hidden_to_output + rate * hidden.T @ error
        self.weights_input_to_hidden = self.weights_input_to_hidden + rate * features.T @ back

    def run(self, features):
        hidden = 1 / (1 + np.exp(-features @ self.weights_input_to_hidden))
        return hidden @ self.weights_hidden_to_output
"""
BATCHES = 120
AIM = "np.full_like(self.weights_hidden_to_output, 0.3)"


def cheating(line):
    """`train` does this as well, before its step."""
    return HONEST.replace(
        "        self.calls += 1\n", f"        self.calls += 1\n        {line}\n"
    )


@pytest.fixture
def easy(pack, dataset):
    """Limits that anything meets, so that only the way to the weights counts."""
    small = replace(dataset, training_limit=1e6, validation_limit=1e6)
    part = pack.data.Part(
        dataset.training.features[:900], dataset.training.targets[:900]
    )
    return replace(small, training=part)


def trained(pack, dataset, source, **constants):
    numbers = {"iterations": BATCHES, "hidden_nodes": 4, "output_nodes": 1}
    student = inprocess.SourceStudent(
        source, "iterations", **{**numbers, "learning_rate": 0.5, **constants}
    )
    return pack.training.drive(student, dataset, lambda _: None, 1)


def failed(pack, figures):
    results = inprocess.run_checks(
        checks_in(pack.training), "iterations", lambda check: check.function(figures)
    )
    return inprocess.failures(results)


def test_honest_steps_are_all_worked_out_again_and_end_at_the_same_weights(pack, easy):
    figures = trained(pack, easy, HONEST)
    assert figures["iterations_replayed"] == BATCHES
    assert figures["iterations_untold"] == 0
    assert figures["replay_gap"] < 1e-6
    assert failed(pack, figures) == []


def test_single_precision_and_a_rate_that_overshoots_are_honest_too(pack, easy):
    single = HONEST.replace("return hidden @", "return 1.0 * hidden @").replace(
        "        rate =",
        "        error, back = np.float32(error), np.float32(back)\n        rate =",
    )
    for rate in (0.5, 1.0):
        figures = trained(pack, easy, single, learning_rate=rate, hidden_nodes=20)
        assert failed(pack, figures) == []


@pytest.mark.parametrize(
    "line",
    [
        f"self.weights_hidden_to_output = {AIM}",
        (
            f"self.weights_hidden_to_output = {AIM} if self.calls == 77 else "
            "self.weights_hidden_to_output"
        ),
        f"self.weights_hidden_to_output += 0.02 * ({AIM} - self.weights_hidden_to_output)",
        "self.lr = 0.5 * 0.97 ** self.calls",
        "targets = 0 * targets",
        "self.weights_input_to_hidden[5:] = np.round(self.weights_input_to_hidden[5:], 2)",
        (
            "self.weights_hidden_to_output = self.weights_hidden_to_output * np.nan "
            "if self.calls == 5 else np.nan_to_num(self.weights_hidden_to_output); "
            "self.weights_input_to_hidden = np.nan_to_num(self.weights_input_to_hidden)"
        ),
    ],
    ids=["always", "once", "slides", "rate", "targets", "rounds", "by way of NaN"],
)
def test_weights_that_come_about_otherwise_are_told(pack, easy, line):
    figures = trained(pack, easy, cheating(line))
    assert failed(pack, figures) == ["training.learnt_here"]


def test_weights_given_at_the_last_step_are_told(pack, easy):
    line = f"self.weights_hidden_to_output = {AIM} if self.calls == {BATCHES} else self.weights_hidden_to_output"
    assert failed(pack, trained(pack, easy, cheating(line))) == ["training.learnt_here"]


def test_an_enormous_weight_is_no_cover_for_what_is_done_to_others(pack, easy):
    line = "self.weights_input_to_hidden[1:] = 0.3 if self.calls > 9 else self.weights_input_to_hidden[1:]"
    large = cheating(line).replace(
        "    def train(",
        "        self.weights_input_to_hidden[0, 0] = 1e12\n\n    def train(",
        1,
    )
    assert failed(pack, trained(pack, easy, large)) == ["training.learnt_here"]


def test_the_first_weights_are_the_students_own_at_other_places(pack, easy, module):
    brought = HONEST.replace(
        "np.random.normal(0, 0.1, (inputs, hidden))",
        "np.arange(inputs * hidden).reshape(inputs, hidden) / 1e3",
    )
    student = inprocess.SourceStudent(
        brought, "iterations", hidden_nodes=4, output_nodes=1, learning_rate=0.5
    )
    net = module("harness").Harness(student, easy, np.random.default_rng(1))
    own = np.arange(56 * 4) / 1e3
    first = net.weights.hidden.ravel()
    assert sorted(first) == sorted(own)
    assert (first == own).mean() < 0.1
    kept = student.names["_course"]["network"].weights_input_to_hidden
    assert np.array_equal(kept, net.weights.hidden)


def test_the_january_edition_gets_its_weights_turned(pack, easy, module):
    folder = inprocess.PACKS / SLUG / "exemplars" / "passing" / "january-epochs"
    student = inprocess.LocalStudent(folder)
    net = module("harness").Harness(student, easy, np.random.default_rng(1))
    kept = student.names["_course"]["network"].weights_input_to_hidden
    assert np.array_equal(kept.T, net.weights.hidden)
    net.train(np.random.default_rng(2), 3, done=0, asked=3)
    found = net.replay.found()
    assert (found.steps, found.untold) == (3, 0)
    assert found.gap < 1e-6


def test_rows_come_in_an_order_that_nobody_knows_before(pack, dataset):
    orders = [dataset.shuffled(np.random.default_rng(seed)) for seed in (1, 1, 2)]
    first, again, other = (order.validation.targets for order in orders)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert np.array_equal(np.sort(first), np.sort(dataset.validation.targets))
    sums = {
        round(float(o.training.features[:, 2] @ o.training.targets), 6) for o in orders
    }
    assert len(sums) == 1  # features and riders stay together


def test_answers_for_the_held_out_weeks_alone_are_told(pack, easy):
    """`run` follows the weights on the training rows, and knows better on 1,440 others."""
    knows = HONEST.replace(
        "        return hidden @ self.weights_hidden_to_output",
        "        known = 0.05 * (len(features) == 1440)\n"
        "        return hidden @ self.weights_hidden_to_output + known",
    )
    assert failed(pack, trained(pack, easy, knows)) == [
        "training.predictions_follow_weights"
    ]


def test_nothing_is_worked_out_again_where_the_losses_miss_their_limits(pack, dataset):
    figures = trained(pack, dataset, HONEST, iterations=5)
    assert figures["iterations_replayed"] == 0
    assert "training.learnt_here" not in failed(pack, figures)


def test_steps_that_enlarge_rounding_beyond_measure_are_left_to_a_reviewer(pack, easy):
    figures = {**trained(pack, easy, HONEST), "iterations_untold": 25}
    with pytest.raises(Undecided) as undecided:
        pack.training.learnt_here.function(figures)
    assert undecided.value.found["en"].startswith("Learnt here: not shown.")


class Spans:
    """Spans of one step each that begin at any weights, of which one is not as it should be."""

    def __init__(self, module, part, *, count, wrong):
        replaying, reference = module("replaying"), module("reference")
        rng = np.random.default_rng(4)
        self.replay = replaying.Replay(part, 0.5, one_by_one=False, rng=rng)
        for number in range(count):
            weights = reference.draw(rng, records=1, layers=(56, 6)).weights
            rows = rng.integers(0, len(part.targets), (1, 8), dtype=np.int32)
            features, targets = part.features[rows[0]], part.targets[rows[0], None]
            after = reference.stepped(weights, features, targets, 0.5)
            if number == wrong:
                after = after.moved(np.ones(after.flat().size))
            self.replay.keep(module("spans").Span(weights, after, rows))


def test_of_too_many_spans_those_that_moved_far_are_among_the_compared(
    easy, module, monkeypatch
):
    monkeypatch.setattr(module("replaying"), "MOST_S", 1e-3)
    found = Spans(module, easy.training, count=400, wrong=123).replay.found()
    assert 2 < found.steps < 50
    assert found.gap > 0.1


def test_of_spans_that_take_too_much_memory_those_that_moved_far_are_kept(
    easy, module, monkeypatch
):
    monkeypatch.setattr(module("replaying"), "MOST_BYTES", 60_000)
    replay = Spans(module, easy.training, count=400, wrong=123).replay
    found = replay.found()
    assert 2 < found.steps < 30
    assert found.gap > 0.1
