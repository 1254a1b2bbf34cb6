"""Project 3: the same layers without the student's code. Nothing here needs TensorFlow."""

import numpy as np
import pytest

SLUG = "generate-tv-scripts"
WORDS, EMBED, UNITS = 9, 3, 4


class Sandbox:
    """Tells rates of dropout, and keeps what it was asked to build and to put into it."""

    def __init__(self, rates):
        self.rates, self.built, self.numbers = rates, None, []

    def new(self, name, *arguments):
        assert name == "_course_plain_network"
        self.built = arguments
        return "model"

    def call(self, name, *arguments):
        if name == "_course_rates":
            return self.rates
        model, first, numbers = arguments
        assert (name, model, first) == ("_course_put_from", "model", len(self.numbers))
        self.numbers.extend(numbers)
        return None

    def put(self, given):
        """What was put into it, in arrays of these shapes."""
        sizes = [array.size for array in given]
        rows = np.split(np.array(self.numbers, np.float32), np.cumsum(sizes)[:-1])
        assert len(self.numbers) == sum(sizes)
        return [row.reshape(a.shape) for row, a in zip(rows, given, strict=True)]


@pytest.fixture(scope="module")
def plain(module):
    return module("plain")


def arrays(*, layers=2, biases=True, last=True):
    """Weights as Keras lists them, each number once."""
    shapes, inputs = [(WORDS, EMBED)], EMBED
    for _ in range(layers):
        shapes += [(inputs, 4 * UNITS), (UNITS, 4 * UNITS)]
        shapes += [(4 * UNITS,)] * biases
        inputs = UNITS
    shapes += [(UNITS, WORDS), *[(WORDS,)] * last]
    rng = np.random.default_rng(5)
    return [rng.normal(size=shape).astype(np.float32) for shape in shapes]


def made(plain, given, rates=([0.0, 0.0, 0.0], [0.0, 0.0])):
    sandbox = Sandbox([np.array(part) for part in rates])
    network = plain.Plain.of(sandbox, "student's", given, WORDS)
    network.make(sandbox, given, 7, np.random.default_rng(1))
    return network, sandbox


def test_the_layers_are_those_of_the_student(plain):
    rates = ([0.1, 0.2, 0.3], [0.0, 0.4])
    sandbox = made(plain, arrays(), rates)[1]
    layers = [[UNITS, True, 0.0], [UNITS, True, 0.4]]
    assert sandbox.built == (7, WORDS, EMBED, layers, True, [0.1, 0.2, 0.3])


@pytest.mark.parametrize("last", [True, False])
def test_layers_without_a_bias_are_made_without_one(plain, last):
    sandbox = made(plain, arrays(biases=False, last=last))[1]
    assert sandbox.built[3] == [[UNITS, False, 0.0]] * 2
    assert sandbox.built[4] is last


def test_first_weights_are_the_same_numbers_at_other_places(plain):
    given = arrays()
    sandbox = made(plain, given)[1]
    for before, after in zip(given, sandbox.put(given), strict=True):
        assert before.shape == after.shape
        assert not np.allclose(before, after)
        if before.shape != (UNITS, 4 * UNITS):  # those are turned, see below
            assert np.array_equal(np.sort(before.ravel()), np.sort(after.ravel()))


def test_a_bias_stays_at_its_gate(plain):
    bias = np.repeat(np.float32([0, 1, 0, 0]), UNITS)  # Keras begins with open memories
    assert np.array_equal(plain.scattered(bias, np.random.default_rng(2)), bias)


def test_a_recurrent_kernel_stays_orthogonal(plain):
    rng = np.random.default_rng(3)
    kernel = np.linalg.qr(rng.normal(size=(4 * UNITS, UNITS)))[0].T
    turned = plain.scattered(kernel, rng)
    assert not np.allclose(turned, kernel, atol=0.01)
    np.testing.assert_allclose(turned @ turned.T, np.eye(UNITS), atol=1e-5)


def test_trained_weights_go_back_to_where_the_student_keeps_them(plain):
    usual = arrays()
    table, *layers, kernel, bias = usual
    own = [kernel, bias, table, *layers]  # as a class lists them that made them so
    network, sandbox = made(plain, own)
    assert np.array_equal(np.sort(sandbox.put(usual)[0], None), np.sort(table, None))
    back = network.returned([array + 1 for array in usual])
    for before, after in zip(own, back, strict=True):
        assert np.array_equal(before + 1, after)


@pytest.mark.parametrize(
    ("told", "behind"),
    [
        (([0.5], [0.0]), [0.5, 0.0, 0.0]),
        (([0.0, 7.0, -1.0, 0.5, 0.5], [0.0]), [0.0, 0.99, 0.0]),
    ],
)
def test_rates_that_cannot_be_are_none_of_ours(plain, told, behind):
    assert made(plain, arrays(), told)[1].built[5] == behind


@pytest.mark.parametrize("told", ["rates", [[0.1], ["a"]], [[float("nan")], [0.0]], 7])
def test_rates_that_are_no_numbers_are_the_students_fault(plain, told):
    sandbox = Sandbox(told)
    with pytest.raises(AssertionError):
        plain.Plain.of(sandbox, "student's", arrays(), WORDS)


def test_another_network_is_the_students_fault(plain):
    with pytest.raises(AssertionError):
        made(plain, arrays()[:-2])
