"""Project 4: a model learns first where none of the student's code runs. No TensorFlow here."""

import numpy as np
import pytest

from protocol.steps import Outcome
from tests.packs.test_translate_a_language import Puppet
from workers.grader.steps.judging import judged
from workers.packkit.checks import NOT_SHOWN, StudentError

SLUG = "translate-a-language"
SEED = 4


def driven(pack, dataset, student):
    return pack.training.first_drive(student, dataset, lambda _: None, SEED)


def judged_of(pack, figures):
    check = pack.training.learnt_here
    return judged(check, lambda: check.function(figures))


def not_shown(pack, dataset, student):
    """What a reviewer reads; the model is trained by its own code then."""
    figures = driven(pack, dataset, student)
    assert figures["steps_done"] == figures["steps_asked"]
    assert student.lives[-1] == "own"
    result = judged_of(pack, figures)
    assert result.outcome is Outcome.UNJUDGED
    assert result.hint != NOT_SHOWN
    return figures["not_shown"]


def test_what_is_learnt_where_no_code_of_the_students_runs_is_shown(pack, dataset):
    student = Puppet(dataset)
    figures = driven(pack, dataset, student)
    assert student.lives == ["bare", "own"]
    assert judged_of(pack, figures).outcome is Outcome.PASSED
    assert figures["agreement"] == 1.0
    assert figures["steps_done"] == figures["steps_asked"] == 30_000 // 2048


def test_a_further_attempt_shows_nothing(pack, dataset):
    figures = pack.training.drive(Puppet(dataset), dataset, lambda _: None, SEED)
    assert judged_of(pack, figures).hint == NOT_SHOWN


class Trained(Puppet):
    """Only the bare one is ever asked to train."""

    def _course_train(self, batches, seconds):
        assert self.bare
        return super()._course_train(batches, seconds)


def test_the_students_own_code_does_not_train(pack, dataset):
    assert driven(pack, dataset, Trained(dataset))["not_shown"] == ""


def test_a_model_of_something_else_is_trained_by_its_own_code(pack, dataset):
    student = Puppet(dataset)
    student.described = {"module": None, "class_name": "Translator", "config": {}}
    assert not_shown(pack, dataset, student) == "layers"
    assert student.lives == ["own"]


def test_a_model_too_large_to_be_moved_is_trained_by_its_own_code(
    pack, dataset, module, monkeypatch
):
    monkeypatch.setattr(module("apart"), "MOST_WEIGHTS", 3)
    assert not_shown(pack, dataset, Puppet(dataset)) == "size"


class Another(Puppet):
    """Its own model answers otherwise than the one that it describes."""

    since = 0  # sandboxes

    def _course_logits(self, part, rows, written):
        given = super()._course_logits(part, rows, written)
        if not self.bare and len(self.lives) >= self.since:
            given[..., 0] += 0.5
        return given


@pytest.mark.parametrize(("since", "lives"), [(0, ["bare", "own"]), (2, None)])
def test_another_model_than_was_described_shows_nothing(pack, dataset, since, lives):
    """Found before any training where it answers otherwise from the beginning."""
    student = Another(dataset)
    student.since = since
    assert not_shown(pack, dataset, student) == "answers"
    assert lives in (None, student.lives)


class ByRule(Puppet):
    """Its inference does not ask the model."""

    def _course_translate(self, part, rows, longest):
        given = super()._course_translate(part, rows, longest)
        return given if self.bare else given + 1


def test_an_inference_of_its_own_shows_nothing(pack, dataset):
    assert not_shown(pack, dataset, ByRule(dataset)) == "answers"


class Ending(Puppet):
    """Nothing of the student's runs where the memory is used up."""

    def _course_train(self, batches, seconds):
        if self.bare:
            raise StudentError("stopped: memory", {"en": "Memory.", "ja": "メモリ。"})
        return super()._course_train(batches, seconds)


def test_a_bare_sandbox_that_ends_is_no_fault_of_the_student(pack, dataset):
    assert not_shown(pack, dataset, Ending(dataset)) == "ended"


def test_numbers_that_are_lost_end_the_training_as_ever(pack, dataset):
    figures = driven(pack, dataset, Puppet(dataset, says="not a number"))
    assert figures["loss"] is None
    with pytest.raises(AssertionError, match="no finite loss"):
        pack.training.converges.function(figures)


def test_words_are_numbered_alike_in_all_three_sandboxes(pack, dataset):
    student, seen = Puppet(dataset), []
    start = student._course_start  # noqa: SLF001 -- the puppet is the test's own

    def noting(arrays, sizes, words, *rest):
        seen.append((arrays["test"].copy(), dict(words)))
        start(arrays, sizes, words, *rest)

    student.__dict__["_course_start"] = noting
    driven(pack, dataset, student)
    assert len(seen) == 3
    assert all(np.array_equal(one[0], seen[0][0]) for one in seen)
    assert all(one[1] == seen[0][1] for one in seen)
