"""What project 1's checks of `run` and `train` take and reject.

In-process, with our own class and small changes to it: each change is one fault.
"""

import numpy as np
import pytest

from tests.packs import inprocess

SLUG = "first-neural-network"
PASSING = inprocess.PACKS / SLUG / "exemplars" / "passing"
SOURCE = (PASSING / "november-my-answers" / "my_answers.py").read_text("utf-8")
METHODS = (
    "forward.forward_pass_train",
    "gradients.backpropagation",
    "gradients.update_weights",
)


def written(source, edition="my-answers"):
    numbers = {"learning_rate": 0.5, "hidden_nodes": 12, "output_nodes": 1}
    return inprocess.SourceStudent(source, edition, iterations=3000, **numbers)


@pytest.fixture
def stand_in(module, dataset):
    """The network that would be trained on the stand-in."""
    rng = np.random.default_rng(1)
    return lambda student: module("harness").Harness(student, dataset, rng)


def changed(*changes):
    source = SOURCE
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    return source


def answering(student, expression):
    """The student's `run` with its answer put through the expression."""
    student.load(
        "class NeuralNetwork(NeuralNetwork):\n"
        "    def run(self, features):\n"
        f"        answer = super().run(features)\n        return {expression}\n"
    )
    return student


def failed(pack, student, rng, *names):
    """The checks of the examination (or those named alone) that fail."""
    if names:
        chosen = [one for one in pack.checks if one.slug in names]
        assert len(chosen) == len(names)
        return sorted(one.slug for one in chosen if rejects(one, student, rng))
    return inprocess.failures(
        inprocess.run_checks(
            list(pack.checks), student.edition, lambda one: one.function(student, rng)
        )
    )


def rejects(one, student, rng):
    try:
        one.function(student, rng)
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize(
    ("exemplar", "expression"),
    [
        ("march-iterations", "answer"),
        ("march-iterations", "answer.ravel()"),
        ("march-iterations", "answer.tolist()"),
        ("january-epochs", "answer"),
        ("january-epochs", "answer.ravel()"),
    ],
)
def test_run_may_answer_as_its_edition_does_or_with_a_plain_row(
    pack, stand_in, rng, exemplar, expression
):
    student = answering(inprocess.LocalStudent(PASSING / exemplar), expression)
    assert failed(pack, student, rng, "forward.run") == []
    assert stand_in(student).predict("test").shape == (21 * 24,)


@pytest.mark.parametrize(
    ("exemplar", "expression"),
    [
        ("march-iterations", "answer.T"),
        ("march-iterations", "[[*row, 0.0] for row in answer]"),
        ("march-iterations", "answer[:1]"),
        ("january-epochs", "answer.T"),
    ],
)
def test_run_that_answers_in_another_shape_is_found_and_cannot_train(
    pack, stand_in, rng, exemplar, expression
):
    student = answering(inprocess.LocalStudent(PASSING / exemplar), expression)
    assert failed(pack, student, rng, "forward.run") == ["forward.run"]
    with pytest.raises(
        AssertionError, match=r"from `run`; wanted: numbers in the shape \("
    ):
        stand_in(student).predict("test")


@pytest.mark.parametrize(
    ("edition", "records", "calls"),
    [
        ("iterations", 5, [((5,), (5,))]),
        ("my-answers", 1, [((1,), (1, 1))]),
        ("epochs", 2, [((), (1,)), ((), (1,))]),
    ],
)
def test_targets_have_the_shapes_of_the_editions_notebook_and_unit_tests(
    module, rng, edition, records, calls
):
    reference, seen = module("reference"), []

    class Net:
        def call(self, method, features, targets):
            seen.append((features.shape[:-1], targets.shape))

    case = reference.draw(rng, records=records)
    reference.train(written("", edition), Net(), case)
    assert seen == calls


KEPT = "self.kept = delta_weights_h_o + getattr(self, 'kept', 0)"
FAULTS = {
    "not averaged": ((" / n_records", ""), ["averaged"], ["update_weights"]),
    "averaged over at most 128": (
        ("/ n_records", "/ min(n_records, 128)"),
        ["full_size"],
        [],
    ),
    "hidden error not propagated": (
        ("np.matmul(self.weights_hidden_to_output, error)", "error"),
        ["hidden_weights"],
        ["backpropagation"],
    ),
    "slope of the sigmoid missing": (
        (" * hidden_outputs * (1 - hidden_outputs)", " + 0 * hidden_outputs"),
        ["hidden_weights"],
        ["backpropagation"],
    ),
    "error the wrong way round": (
        ("y - final_outputs", "final_outputs - y"),
        ["hidden_weights", "output_weights"],
        ["backpropagation"],
    ),
    "deltas overwritten": (
        (" += hidden_error_term", " = hidden_error_term"),
        ["whole_batch"],
        ["backpropagation"],
    ),
    "rate fixed": (("self.lr *", "0.5 *"), ["learning_rate"], ["update_weights"]),
    "no plain targets": (
        ("y - final_outputs", "y[0] - final_outputs"),
        ["plain_targets", "whole_batch"],
        [],
    ),
    "momentum": (
        (
            "self.weights_hidden_to_output += self.lr * delta_weights_h_o",
            f"{KEPT}; self.weights_hidden_to_output += self.lr * self.kept",
        ),
        ["one_after_another"],
        [],
    ),
}
"""A change of our class, the checks that find it, and the method that is then named."""


@pytest.mark.parametrize("edition", ["iterations", "my-answers"])
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_train_is_found_by_the_checks_about_it(pack, rng, fault, edition):
    change, found, methods = FAULTS[fault]
    expected = [*found, *(methods if edition == "my-answers" else [])]
    student = written(changed(change), edition)
    slugs = sorted(f"gradients.{name}" for name in expected)
    assert failed(pack, student, rng) == slugs


def test_a_class_that_is_for_one_output_only_passes(pack, rng):
    line = "        self.input_nodes = input_nodes\n"
    source = changed((line, f"        assert output_nodes == 1\n{line}"))
    assert failed(pack, written(source), rng) == []


FORWARD = (
    ("final_outputs, hidden_outputs = self", "hidden_outputs, final_outputs = self"),
    ("return final_outputs, hidden_outputs", "return hidden_outputs, final_outputs"),
)
BACKWARD = (
    (
        "delta_weights_i_h, delta_weights_h_o = self",
        "delta_weights_h_o, delta_weights_i_h = self",
    ),
    (
        "return delta_weights_i_h, delta_weights_h_o",
        "return delta_weights_h_o, delta_weights_i_h",
    ),
)
DIVIDED = "delta_weights_i_h / n_records, delta_weights_h_o / n_records, 1)\n\n"
UPDATE = (
    (" / n_records", ""),
    ("delta_weights_i_h, delta_weights_h_o, n_records)\n\n", DIVIDED),
)
WRONG = ("n_records = features.shape[0]", "n_records = features.shape[0] + 1")


@pytest.mark.parametrize(
    ("shared_otherwise", "method"),
    list(zip((FORWARD, BACKWARD, UPDATE), METHODS, strict=True)),
)
def test_methods_may_share_the_work_otherwise_unless_train_is_wrong(
    pack, module, rng, shared_otherwise, method
):
    trains_well = module("reference").trains_well
    right = written(changed(*shared_otherwise))
    assert trains_well(right, rng)
    assert failed(pack, right, rng) == []
    wrong = written(changed(*shared_otherwise, WRONG))
    assert not trains_well(wrong, rng)
    assert failed(pack, wrong, rng, *METHODS) == [method]


def test_methods_that_are_right_are_not_named_when_train_is_wrong(pack, rng):
    assert failed(pack, written(changed(WRONG)), rng, *METHODS) == []


@pytest.mark.parametrize(
    ("added", "well"),
    [("* (1 + 1e-7)", True), ("* (1 + 1e-3)", False), ("/ None", False)],
)
def test_training_well_allows_for_rounding_and_is_no_when_the_code_raises(
    module, rng, added, well
):
    student = written(changed((" / n_records", f" / n_records {added}")))
    assert module("reference").trains_well(student, rng) is well
