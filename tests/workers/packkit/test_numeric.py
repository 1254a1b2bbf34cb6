"""Whether an answer holds numbers is known before anything large is made of it."""

import math

import numpy as np
import pytest

from workers.packkit.numeric import LARGEST, MOST_DIMENSIONS, fits, is_finite, numeric


def nested(depth, inner=1):
    for _ in range(depth):
        inner = [inner]
    return inner


@pytest.mark.parametrize(
    ("answer", "shape"),
    [
        (1, ()),
        (True, ()),
        (2.5, ()),
        (math.nan, ()),
        ([1, 2.5, True], (3,)),
        (((1, 2), (3, 4)), (2, 2)),
        ([], (0,)),
        ([[], []], (2, 0)),
        ([np.zeros(3), np.ones(3)], (2, 3)),
        (np.zeros((0, 3)), (0, 3)),
        (np.float32(1.5), ()),
        (np.bool_(True), ()),
        (np.zeros(2, np.uint8), (2,)),
        (nested(MOST_DIMENSIONS - 1), (1,) * (MOST_DIMENSIONS - 1)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_numbers_in_any_form_are_an_array(answer, shape):
    found = numeric(answer)
    assert found is not None
    assert found.shape == shape
    assert found.dtype.kind in "biuf"


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "1",
        b"1",
        1j,
        {"a": 1},
        {1, 2},
        object(),
        ["1"],
        [1, None],
        [[1, 2], [3]],
        [1, [2]],
        [10**400],
        np.array(["a"]),
        np.array([1j]),
        np.array([None]),
        np.array(["2017-01-01"], "datetime64[D]"),
        [np.array(["a"])],
        [np.zeros(2), np.zeros(3)],
        nested(MOST_DIMENSIONS + 1),
        nested(5_000),
    ],
    ids=lambda value: type(value).__name__,
)
def test_anything_else_is_none(answer):
    assert numeric(answer) is None


def test_an_array_of_numbers_is_not_copied():
    array = np.arange(6, dtype=np.int16).reshape(2, 3)
    assert numeric(array) is array


@pytest.mark.parametrize(
    ("found", "wanted", "fit"),
    [
        ((), (), True),
        ((2, 3), (2, 3), True),
        ((2, 3), (None, 3), True),
        ((0, 3), (None, 3), True),
        ((2, 3), (3, 2), False),
        ((2, 3), (2,), False),
        ((2,), (2, None), False),
    ],
)
def test_a_shape_fits_side_by_side(found, wanted, fit):
    assert fits(found, wanted) is fit


@pytest.mark.parametrize(
    ("numbers", "finite"),
    [
        ([], True),
        ([0.0, -1e29, 1e29], True),
        ([1.0, math.nan], False),
        ([math.inf], False),
        ([-math.inf, 0], False),
        ([LARGEST], False),
        ([-LARGEST], False),
    ],
)
def test_what_overflows_when_it_is_squared_is_not_finite(numbers, finite):
    assert is_finite(np.array(numbers)) is finite


def test_truth_values_and_integers_are_finite():
    assert is_finite(np.array([True, False]))
    assert is_finite(np.array([2**63 - 1]))
