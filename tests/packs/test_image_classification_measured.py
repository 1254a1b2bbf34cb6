"""Project 2's checks measure what a network computes, whatever layers it is made of."""

import numpy as np
import pytest

from workers.packkit.checks import Unsuitable

SLUG = "image-classification"


def found_by(check, student, rng):
    """What the check says it has found, or "" where it passes."""
    try:
        check.function(student, rng)
    except Unsuitable as error:
        return error.found["en"]
    return ""


class Plain:
    """A student whose networks are arrays and a function of them."""

    def load(self, source):
        compile(source, "helper", "exec")

    def call(self, function, *args):
        return getattr(self, function)(*args)


class Dense(Plain):
    """`fully_conn` with its weights in the given shapes: N for inputs, M for outputs.

    The first of them that is no kernel is the bias; a factor and a shift may follow.
    """

    def __init__(self, *shapes):
        self.shapes = shapes

    def _course_build(self, function, shape, arguments):
        sides = {"N": shape[0], "M": arguments[0]}
        self.kernel, *self.others = (
            np.full([sides.get(side, side) for side in one], start, float)
            for one, start in self.shapes
        )
        return [self.kernel, *self.others]

    def _course_fill(self, arrays):
        self.kernel, *self.others = arrays

    def _course_outputs(self, images):
        sums = images @ self.kernel
        parts = [part.ravel() for part in self.others]
        if len(parts) == 1:
            sums = sums + parts[0]
        if len(parts) > 1:
            factor, shift, own = parts
            sums = factor * (sums + own) + shift
        return np.maximum(sums, 0)


KERNEL = ("NM", 0.1)
NORMALISED = (("M", 1), ("M", 0.3), ((1, "M"), 0.2))


@pytest.mark.parametrize(
    "others", [(), (("M", 0),), (("M", 1),), (((1, "M"), 0.2),), NORMALISED]
)
def test_a_dense_layer_may_have_any_bias_and_normalise(module, others):
    blocks = module("checks.blocks")
    for seed in range(5):
        rng = np.random.default_rng(seed)
        student = Dense(KERNEL, *others)
        assert not found_by(blocks.fully_conn, student, rng)
        assert not found_by(blocks.fully_conn_bends, student, rng)
        if len(others) == 1:
            (bias,) = student.others
            assert bias.std() > 0  # each output has its own, so that it is told apart


@pytest.mark.parametrize(
    ("shapes", "found"),
    [
        ([KERNEL, KERNEL, ("M", 0)], "2 kernels in one layer"),
        ([KERNEL, ("M", 0), ("MM", 0.1), ("M", 0)], "2 kernels in one layer"),
        ([("M", 0)], "no trainable kernel"),
        ([((1, "M"), 0)], "no trainable kernel"),  # a bias as wide as a kernel
        ([("MN", 0.1), ("M", 0)], "a kernel of another size"),
    ],
)
def test_what_is_wrong_with_kernels_is_told_without_what_was_asked(
    module, rng, shapes, found
):
    told = found_by(module("checks.blocks").fully_conn, Dense(*shapes), rng)
    assert found in told
    assert [sign for sign in told if sign.isdigit()] == [s for s in found if s == "2"]


@pytest.mark.parametrize(
    ("shift", "found"), [(-1, "in other columns"), (1, "in other columns"), (0, "")]
)
def test_ones_in_other_columns_are_told_so(module, rng, shift, found):
    class Encoding:
        def call(self, function, labels):
            return np.eye(10)[(np.asarray(labels) + shift) % 10]

    told = found_by(module("checks.arrays").one_hot, Encoding(), rng)
    assert found in told
    assert bool(told) is bool(found)


class Network(Plain):
    """One linear layer over all pixels, and `end`; its bias as `bias_shape`, first or last."""

    def __init__(self, end=None, *, bias_shape=(10,), bias_first=False):
        self.end = end or (lambda x: x)
        self.bias_shape, self.bias_first = bias_shape, bias_first

    def _course_network(self, shape, classes, keep_probability):
        rng = np.random.default_rng(1)
        kernel = rng.normal(0, 0.05, (np.prod(shape), classes))
        self.weights = [kernel, rng.normal(0, 1, self.bias_shape)]
        if self.bias_first:
            self.weights.reverse()
        self.before = [weight.copy() for weight in self.weights]
        return [list(weight.shape) for weight in self.weights]

    def _course_outputs(self, images):
        bias, kernel = sorted(self.weights, key=np.size)
        return self.end(images.reshape(len(images), -1) @ kernel + bias.ravel())

    def _course_scale(self, numbers, factor):
        for number in numbers:
            self.weights[number] = self.weights[number] * factor


def softmax(x):
    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)


@pytest.mark.parametrize("bias_first", [False, True])
@pytest.mark.parametrize("bias_shape", [(10,), (1, 10)])
@pytest.mark.parametrize(
    ("end", "found"),
    [
        (None, ""),
        (lambda x: 3 * x, ""),
        (softmax, "a softmax or a ReLU at the end"),
        (lambda x: np.maximum(x, 0), "a softmax or a ReLU at the end"),
        (np.tanh, "something that bends the numbers"),
        (lambda x: np.maximum(x, 0.2 * x), "something that bends the numbers"),
    ],
)
def test_logits_are_what_grows_with_the_last_layer(  # noqa: PLR0913, PLR0917
    module, rng, end, found, bias_shape, bias_first
):
    student = Network(end, bias_shape=bias_shape, bias_first=bias_first)
    told = found_by(module("checks.network").logits, student, rng)
    assert found in told
    assert bool(told) == bool(found)
    for weight, before in zip(student.weights, student.before, strict=True):
        assert (weight == before).all()  # what was asked has been undone


class Stepper(Plain):
    """Takes the step of training that the course asks for, but for `slip`."""

    def __init__(self, gradient, slip):
        self.gradient, self.slip = gradient, slip

    def _course_step(self, *given):
        kernel, bias, _, speed, images, labels = given
        right = labels.argmax(axis=1)
        if self.slip == "labels of others":
            right = np.roll(right, 1)
        if self.slip == "flipped pictures":
            images = images[:, :, ::-1]
        steps = 2 if self.slip == "twice" else 1
        speed *= {"uphill": -1, "stays": 0}.get(self.slip, 1)
        flat = images.reshape(len(images), -1)
        for _ in range(steps):
            by_kernel, by_bias = self.gradient(flat, right, kernel, bias)
            kernel, bias = kernel - speed * by_kernel, bias - speed * by_bias
        return [kernel, bias, steps]


@pytest.mark.parametrize(
    ("slip", "found"),
    [
        ("", ""),
        ("flipped pictures", ""),  # images may be varied before they are learnt from
        ("twice", "made 2 steps instead of one"),
        ("stays", "did not move"),
        ("uphill", "another direction"),
        ("labels of others", "another direction"),
    ],
)
def test_a_step_is_judged_by_where_the_weights_went(module, rng, slip, found):
    student = Stepper(module("reference").linear_gradient, slip)
    told = found_by(module("checks.optimising").step, student, rng)
    assert found in told
    assert bool(told) == bool(found)
