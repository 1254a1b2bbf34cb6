"""Declared hyperparameters, by themselves."""

from types import SimpleNamespace

import numpy as np
import pytest

from workers.packkit.checks import text
from workers.packkit.hyperparameters import Number, NumberOrTruth, Whole, hyperparameter

WORDS = text("Said", ja="言葉")


def judge(check, **constants):
    check.function(SimpleNamespace(constants=constants), np.random.default_rng(0))


@pytest.mark.parametrize("value", [2, 9])
def test_bounds_that_are_named_belong_to_them(value):
    assert Whole("size", at_least=2, at_most=9).allows(value)


@pytest.mark.parametrize("value", [0, 1, 1.0, -(10**400), float("nan"), "0.5", None])
def test_open_bounds_do_not(value):
    assert not Number("rate", above=0, below=1).allows(value)


def test_kinds_differ_in_what_they_take_for_a_number():
    kinds = (Whole("n"), Number("n"), NumberOrTruth("n"))
    read = [[kind.is_readable(value) for kind in kinds] for value in (True, 1.0, 1)]
    assert read == [[False, False, True], [False, True, True], [True, True, True]]


def test_the_first_name_that_is_assigned_counts():
    number = Whole("iterations", other_names=("epochs",))
    student = SimpleNamespace(constants={"epochs": 3, "iterations": None})
    assert number.chosen_by(student) == 3
    student.constants["iterations"] = 5
    assert number.chosen_by(student) == 5


def test_a_check_bears_the_name_of_its_first_number_or_its_own():
    numbers = (Whole("size"), Whole("layers"))
    assert hyperparameter(*numbers, title=WORDS, hint=WORDS).slug.endswith(".size")
    named = hyperparameter(*numbers, title=WORDS, hint=WORDS, slug="both")
    assert named.slug == "hyperparameters.both"


def test_every_number_has_to_be_allowed_and_its_value_is_said():
    both = hyperparameter(Whole("a"), Whole("b", at_most=4), title=WORDS, hint=WORDS)
    judge(both, a=1, b=4)
    with pytest.raises(AssertionError, match="b = 5"):
        judge(both, a=1, b=5)
    with pytest.raises(AssertionError, match="a = None"):
        judge(both, b=1)


def test_what_is_asked_beyond_is_asked_last():
    def refuse(student):
        raise AssertionError("too much together")

    check = hyperparameter(Whole("a"), title=WORDS, hint=WORDS, also=refuse)
    with pytest.raises(AssertionError, match="together"):
        judge(check, a=1)
    with pytest.raises(AssertionError, match="a = 'x'"):
        judge(check, a="x")
