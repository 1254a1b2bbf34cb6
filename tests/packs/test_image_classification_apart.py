"""Project 2: a network learns first where none of the student's code runs. No TensorFlow here."""

import numpy as np
import pytest

from protocol.steps import Outcome
from tests.packs.test_image_classification_training import (
    TRUE_STATS,
    WEIGHTS,
    Pretender,
    driven,
    known,
)
from workers.grader.steps.judging import judged
from workers.packkit.checks import NOT_SHOWN, StudentError

SLUG = "image-classification"
__all__ = ["known"]  # a fixture


@pytest.fixture
def student(known):
    return Pretender(known, says=TRUE_STATS)


def judged_of(pack, figures):
    check = pack.training.learnt_here
    return judged(check, lambda: check.function(figures))


def not_shown(pack, dataset, student):
    """What a reviewer reads; the work passes nevertheless, by its own training."""
    figures, failed, _ = driven(pack, dataset, student, "first_drive")
    assert failed == []
    assert student.lives[-1] == "own"
    result = judged_of(pack, figures)
    assert result.outcome is Outcome.UNJUDGED
    assert result.hint["en"].startswith("Learnt here: not shown.")
    assert result.hint != NOT_SHOWN
    return figures["not_shown"]


def test_what_is_learnt_where_no_code_of_the_students_runs_is_shown(
    pack, dataset, student
):
    figures = driven(pack, dataset, student, "first_drive")[0]
    assert student.lives == ["bare", "own"]
    assert judged_of(pack, figures).outcome is Outcome.PASSED


def test_a_further_attempt_shows_nothing(pack, dataset, student):
    result = judged_of(pack, driven(pack, dataset, student)[0])
    assert result.outcome is Outcome.UNJUDGED
    assert result.hint == NOT_SHOWN


class Noting(Pretender):
    """Remembers how many training images went where, and which others."""

    def _course_begin(self, images, labels, others, *rest):
        sent = (self.bare, len(images), sorted(others))
        self.begun = [*getattr(self, "begun", []), sent]
        super()._course_begin(images, labels, others, *rest)


def test_few_images_go_to_the_students_code(pack, dataset, known):
    student = Noting(known, says=TRUE_STATS)
    driven(pack, dataset, student, "first_drive")
    assert student.begun == [
        (False, 2 * 50, ["validation"]),  # two steps, to be compared
        (True, 4500, ["test", "validation"]),
        (False, 600, ["validation"]),  # what print_stats is asked about
    ]


@pytest.mark.parametrize(
    "description",
    [None, {}, 7, {"class_name": "Classifier", "config": {}}],
    ids=["none", "empty", "a number", "a class of its own"],
)
def test_a_network_of_something_else_is_trained_by_its_own_code(
    pack, dataset, student, description
):
    student.described = description
    assert not_shown(pack, dataset, student) == "layers"
    assert student.lives == ["own"]


def test_a_network_too_large_to_be_moved_is_trained_by_its_own_code(
    pack, dataset, student, module, monkeypatch
):
    monkeypatch.setattr(module("apart"), "MOST_WEIGHTS", WEIGHTS - 1)
    assert not_shown(pack, dataset, student) == "size"


@pytest.mark.parametrize(
    "step",
    [[0.0] * WEIGHTS, [-0.1] * WEIGHTS, [0.9] * WEIGHTS, [0.1, -0.1, 0.1, -0.1]],
    ids=["none", "uphill", "far", "elsewhere"],
)
def test_a_step_that_is_no_plain_step_shows_nothing(pack, dataset, student, step):
    student.step = np.float32(step)
    assert not_shown(pack, dataset, student) == "steps"
    assert student.lives == ["bare", "own"]  # found before any training


class Polished(Pretender):
    """Its network answers a little better than the weights that it was handed."""

    def _course_logits(self, part, rows):
        given = super()._course_logits(part, rows)
        handed = self.lives == ["bare", "own"] and self.weights[0] > 1
        return given + 0.3 * np.eye(10)[3] if handed else given


def test_answers_of_another_network_with_the_same_weights_show_nothing(
    pack, dataset, known
):
    student = Polished(known, says=TRUE_STATS)
    assert not_shown(pack, dataset, student) == "answers"


class Ending(Pretender):
    """Nothing of the student's runs where the memory is used up."""

    def _course_train(self, batches):
        if self.bare:
            raise StudentError("stopped: memory", {"en": "Memory.", "ja": "メモリ。"})
        super()._course_train(batches)


def test_a_bare_sandbox_that_ends_is_no_fault_of_the_student(pack, dataset, known):
    student = Ending(known, says=TRUE_STATS)
    assert not_shown(pack, dataset, student) == "ended"
    assert student.lives == ["bare", "own"]


def test_all_trainings_together_use_no_more_time_than_two_slow_attempts(
    pack, dataset, student, module, monkeypatch
):
    monkeypatch.setattr(module("learning"), "TRAINING_CPU_S", 1.0)
    student.cpu_s = 1.5
    figures = driven(pack, dataset, student)[0]
    assert figures["steps_done"] == 0


def test_weights_brought_along_are_seen_though_nothing_is_made_of_them(
    pack, dataset, known
):
    student = Pretender(known, at_first="classes", says=TRUE_STATS)
    figures, failed, _ = driven(pack, dataset, student, "first_drive")
    assert "training.starts_at_chance" in failed
    assert figures["accuracy_before"] == 1.0
