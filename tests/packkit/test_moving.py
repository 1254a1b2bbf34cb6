"""Weights go out of a sandbox and into it in pieces, and nothing but weights comes."""

import numpy as np
import pytest

from workers.packkit import moving
from workers.packkit.checks import Unsuitable

SHAPES = [(3, 4), (5,), (), (2, 2, 2)]


class Variable:
    """As Keras has it: a shape, numbers, and a way to set them."""

    def __init__(self, value):
        self.value = value

    @property
    def shape(self):
        return self.value.shape

    def __array__(self, dtype=None, copy=None):
        return np.array(self.value, dtype)

    def assign(self, value):
        assert value.shape == self.shape
        self.value = value


class Sandbox:
    """Runs the public helper beside some weights."""

    def __init__(self, shapes=SHAPES, **answers):
        rng = np.random.default_rng(3)
        self.variables = [
            Variable(rng.normal(size=shape).astype(np.float32)) for shape in shapes
        ]
        self.answers, self.largest = answers, 0
        self.names = {"_course_weights": lambda: self.variables}
        exec(moving.HELPER, self.names)

    def call(self, name, *arguments):
        if name in self.answers:
            return self.answers[name]
        answer = self.names[name](*arguments)
        for array in (answer, *arguments):
            if isinstance(array, np.ndarray):
                self.largest = max(self.largest, array.size)
        return answer


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(moving, "PIECE", 7)


def test_what_was_read_can_be_put_back_elsewhere():
    one, other = Sandbox(), Sandbox()
    known = moving.shapes(one, "net", most=26)
    assert known == SHAPES
    arrays = moving.read(one, "net", known)
    for variable in other.variables:
        variable.value = np.zeros_like(variable.value)
    moving.put(other, arrays)
    for before, after in zip(one.variables, other.variables, strict=True):
        assert np.array_equal(before.value, after.value)
    assert one.largest <= 7
    assert other.largest <= 7


def test_single_numbers_are_those_at_the_places():
    sandbox = Sandbox()
    every = np.concatenate([v.value.ravel() for v in sandbox.variables])
    places = np.array([0, 12, 17, 25])
    assert np.allclose(moving.at(sandbox, "net", places), every[places])


def test_more_weights_than_may_be_held_are_not_read():
    with pytest.raises(moving.TooMany):
        moving.shapes(Sandbox(), "net", most=25)


def everything_of(sandbox):
    known = moving.shapes(sandbox, "net", most=100)
    moving.read(sandbox, "net", known)
    moving.at(sandbox, "net", np.array([1, 2]))


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("_course_weight_shapes", None),
        ("_course_weight_shapes", [[-1, 3]]),
        ("_course_weight_shapes", [[2]] * 3000),
        ("_course_weights_read", np.zeros(8)),
        ("_course_weights_read", "weights"),
        ("_course_weights_at", np.full(2, np.nan)),
        ("_course_weights_at", np.zeros(3)),
    ],
)
def test_anything_else_than_weights_is_refused(name, answer):
    sandbox = Sandbox(**{name: answer})
    with pytest.raises(Unsuitable):
        everything_of(sandbox)


def test_no_array_is_made_of_an_empty_shape_that_numpy_refuses():
    told = Sandbox(_course_weight_shapes=[[10**9, 10**9, 10**9, 0]])
    with pytest.raises(Unsuitable):
        moving.shapes(told, "conv_net", most=10)
