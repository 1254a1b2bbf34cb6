"""Project 3: weights cross the sandbox's border in pieces, so that the grader stays small."""

import tracemalloc

import numpy as np
import pytest

from tests.packs.test_generate_tv_scripts import Scripted
from workers.packkit.checks import Unsuitable

SLUG = "generate-tv-scripts"
SHAPES = [(4, 5), (), (3,), (0, 2), (2, 3, 2)]
UNITS, EMBED, WORDS = 512, 600, 3_300
WEIGHTS = (EMBED + 1 + UNITS) * WORDS + 4 * UNITS * (EMBED + UNITS + 1)
MOST_BYTES = 2 * 4 * WEIGHTS  # the largest network takes 96 MB itself


class Variable:
    def __init__(self, shape):
        self.shape, self.value = shape, np.zeros(shape, np.float32)

    def numpy(self):
        return self.value

    def assign(self, value):
        assert value.shape == self.shape
        self.value = value


class Model:
    def __init__(self, shapes):
        self.trainable_variables = [Variable(shape) for shape in shapes]


class Helped:
    """Runs the helper's functions in this process."""

    def __init__(self, moving):
        self.names, self.calls = {"_course_numpy": np}, []
        exec(moving.HELPER, self.names)

    def call(self, name, *arguments):
        self.calls.append(name)
        return self.names[name](*arguments)


@pytest.fixture
def moving(module, monkeypatch):
    monkeypatch.setattr("workers.packkit.moving.PIECE", 7)
    return module("moving")


@pytest.fixture
def drawn():
    rng = np.random.default_rng(8)
    return [rng.normal(size=shape).astype(np.float32) for shape in SHAPES]


def test_weights_go_in_and_come_out_as_they_were(moving, drawn):
    student, model = Helped(moving), Model(SHAPES)
    moving.put(student, model, drawn)
    assert len(student.calls) == 6  # for 36 numbers
    read = moving.read(student, model)
    for before, after in zip(drawn, read, strict=True):
        assert after.dtype == np.float32
        assert np.array_equal(before, after)


def test_arrays_may_go_in_one_after_another(moving, drawn):
    student, model, start = Helped(moving), Model(SHAPES), 0
    for array in drawn:
        moving.put(student, model, [array], start=start)
        start += array.size
    for before, after in zip(drawn, moving.read(student, model), strict=True):
        assert np.array_equal(before, after)


def test_a_model_without_weights_has_none(moving):
    assert moving.read(Helped(moving), Model([])) == []


def test_a_network_that_is_too_large_is_told_its_size(moving):
    class Large:
        def call(self, name, *arguments):
            return [[6000, 4000], [1_000_000]]

    with pytest.raises(Unsuitable) as refused:
        moving.read(Large(), "model")
    for words in refused.value.found.values():
        assert "25.0" in words
        assert "24" in words


@pytest.mark.parametrize("numbers", [np.zeros(6), np.zeros((7, 1)), "text", None])
def test_pieces_of_another_size_are_the_students_fault(moving, numbers):
    class Short:
        def call(self, name, *arguments):
            return [[7]] if name == "_course_shapes" else numbers

    with pytest.raises(AssertionError):
        moving.read(Short(), "model")


class Heavy(Scripted):
    """Its network is large, and takes no memory here."""

    def __init__(self):
        super().__init__()
        self.constants |= {"rnn_size": UNITS, "embed_dim": EMBED}

    def new(self, name, rows, *sizes):
        return name

    def call(self, name, *arguments):
        return getattr(self, name)(*arguments)  # and keeps none of them

    def _course_shapes(self, model):
        cell = [[EMBED, 4 * UNITS], [UNITS, 4 * UNITS], [4 * UNITS]]
        return [[WORDS, EMBED], *cell, [UNITS, WORDS], [WORDS]]

    def _course_weights_between(self, model, first, last):
        return np.full(last - first, 0.01, np.float32)

    def _course_put_from(self, model, first, numbers):
        pass


def test_a_large_network_costs_the_grader_little_more_than_itself(module):
    harness = module("harness")
    ids = np.arange(4 * 1024) % WORDS
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        net = harness.Harness(Heavy(), ids, WORDS, 7)
        inputs, targets = harness.rows_of(net.batches)
        for _ in range(2):
            net.network().loss(inputs[:1, :8], targets[:1, :8])
        net.hand_back()
        most = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert 4 * WEIGHTS < most < MOST_BYTES
