"""The tools of a pack author: what a check accepts, and what it says otherwise."""

import math
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from protocol.progress import ProgressKind
from workers.packkit.checks import (
    Allowance,
    StudentError,
    Undecided,
    Unsuitable,
    as_float_array,
    assert_close,
    check,
    checks_for,
    checks_in,
    draw_point,
    is_number,
    is_whole,
    require,
    text,
)

WORDS = text("Said", ja="言葉")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (1, 1.0),
        ([1], 1.0),
        ([[1]], 1.0),
        (1.0, [1.0]),
        (True, 1),
        ([1, 2], np.array([1.0, 2.0])),
        (np.array([1, 2], np.uint8), [1, 2]),
        ([], []),
        ([1 + 1e-9], [1]),
    ],
)
def test_numbers_that_are_close_are_accepted(answer, expected):
    assert_close(answer, expected)


@pytest.mark.parametrize(
    ("answer", "expected", "told"),
    [
        ([1, 2], [1, 2.1], "1 of 2 differ, by up to 0.1"),
        ([1, 2], [[1, 2]], r"shape \(2,\), expected \(1, 2\)"),
        ([1], [1, 1], r"shape \(1,\), expected \(2,\)"),
        ([], 1, r"shape \(0,\), expected \(\)"),
        (math.nan, math.nan, "1 of 1 differ"),
        ([math.inf, 1], [1, 1], "1 of 2 differ, by up to inf"),
        ("1", 1, "expected numbers, got str"),
        (None, 1, "expected numbers, got NoneType"),
        ({"a": 1}, 1, "expected numbers, got dict"),
        ([1, [2]], [1, 2], "expected numbers: "),
        (["a"], [1], "expected numbers: "),
        (10**400, 1, "expected numbers: "),
    ],
)
def test_what_differs_is_told_without_an_error_of_ours(answer, expected, told):
    with pytest.raises(AssertionError, match=told):
        assert_close(answer, expected)


def test_how_close_is_the_checks_to_say():
    assert_close([1.05], [1.0], rtol=0.1)
    assert_close([0.05], [0.0], atol=0.1)
    with pytest.raises(AssertionError):
        assert_close([0.05], [0.0], rtol=0.1)


def test_whole_numbers_become_floats():
    assert as_float_array([1, 2]).dtype == np.float64


@pytest.mark.parametrize(
    ("value", "whole", "number"),
    [
        (1, True, True),
        (True, False, False),
        (1.0, False, True),
        (math.nan, False, True),
        ("1", False, False),
        (None, False, False),
        (1j, False, False),
    ],
)
def test_true_is_no_number(value, whole, number):
    assert is_whole(value) is whole
    assert is_number(value) is number


def test_a_requirement_says_what_was_found():
    require([0], WORDS)
    with pytest.raises(Unsuitable) as refused:
        require([], WORDS, "an empty list")
    assert (refused.value.found, str(refused.value)) == (WORDS, "an empty list")
    with pytest.raises(Unsuitable, match="Said"):
        require(None, WORDS)


def module(**names):
    made = ModuleType("workers_packs.some.checks.forward")
    vars(made).update(names)
    return made


def of_an_edition(*editions, needs=()):
    @check(title=WORDS, hint=WORDS, editions=editions, needs=needs)
    def found(student, rng):
        """Nothing is asked."""

    return found


def test_a_check_is_named_by_its_module_and_function():
    @check(title=WORDS, hint=WORDS)
    def sigmoid(student, rng):
        """Nothing is asked."""

    assert sigmoid.slug == "test_checks.sigmoid"
    assert sigmoid.applies_to("any")


def test_the_checks_of_a_module_come_in_its_order():
    first, second = of_an_edition(), of_an_edition("new")
    found = checks_in(module(b=second, helper=lambda: None, a=first, c=3))
    assert found == [second, first]


def test_a_check_needs_only_what_its_edition_has():
    every, old = of_an_edition(), of_an_edition("old")
    after = of_an_edition("old", "new", needs=(every.slug, "elsewhere.check"))
    (kept, needing) = checks_for("new", [every, old, after])
    assert kept == every
    assert needing.needs == (every.slug,)
    assert after.needs == (every.slug, "elsewhere.check")  # it stays as it was
    assert len(checks_for("old", [every, old, after])) == 3


def test_processor_time_is_counted_from_when_it_was_allowed():
    student = SimpleNamespace(cpu_s=10.0)
    allowance = Allowance(student, 5.0)
    assert (allowance.left_s, allowance.is_spent) == (5.0, False)
    student.cpu_s = 15.0
    assert (allowance.left_s, allowance.is_spent) == (0.0, True)


@pytest.mark.parametrize("y", [math.nan, math.inf, -math.inf])
def test_a_point_that_is_no_number_is_not_drawn(y):
    told = []
    draw_point(told.append, "train", 1, 10, y)
    assert told == []


def test_a_point_is_drawn_with_what_is_still_expected():
    told = []
    draw_point(told.append, "train", 1, 10, np.float32(0.5))
    (progress,) = told
    assert progress.kind == ProgressKind.CURVE
    assert progress.payload == {"series": "train", "x": 1.0, "y": 0.5, "x_of": 10.0}


@pytest.mark.parametrize(
    ("answer", "expected", "close"),
    [
        (1_000_000.5, 1_000_000, True),
        (1_000_002, 1_000_000, False),
        (5e-9, 0, True),
        (2e-8, 0, False),
        (np.array(0.1, np.float32), 0.1, True),
    ],
)
def test_unless_a_check_says_otherwise_close_is_a_millionth(answer, expected, close):
    if close:
        assert_close(answer, expected)
    else:
        with pytest.raises(AssertionError, match="1 of 1 differ"):
            assert_close(answer, expected)


def test_an_allowance_lasts_to_its_last_moment_and_stays_spent():
    student = SimpleNamespace(cpu_s=0.0)
    allowance = Allowance(student, 5.0)
    student.cpu_s = 4.5
    assert (allowance.left_s, allowance.is_spent) == (0.5, False)
    student.cpu_s = 7.0
    assert (allowance.left_s, allowance.is_spent) == (-2.0, True)


@pytest.mark.parametrize("kind", [StudentError, Unsuitable, Undecided])
def test_what_staff_read_of_an_error_is_apart_from_what_the_student_reads(kind):
    error = kind("hidden input 4711", WORDS)
    assert isinstance(error, AssertionError)
    assert str(error) == "hidden input 4711"
    assert getattr(error, "hint", None) or error.found == WORDS
