"""Project 4: how many steps an attempt gets, with a network that is made up."""

from types import SimpleNamespace

import numpy as np
import pytest

SLUG = "translate-a-language"
PAIRS, COURSE, SIZE = 300, 1000, 10


class Net:
    """Gets better with each step, to the share of right words that it can reach."""

    def __init__(self, steps_needed, reaches):
        self.sources = {"training": range(PAIRS)}
        self.needed, self.reaches, self.done = steps_needed, reaches, 0

    def train(self, batches, seconds):
        self.done += len(batches)
        return len(batches), 1.0

    def translations(self, part, rows):
        return None

    def score(self, part, translations):
        share = min(self.done / self.needed, 1)
        return SimpleNamespace(tokens=share * self.reaches)


def steps(module, net, *, epochs=1, course=COURSE, cpu_s=0.0):
    numbers = {"epochs": epochs, "batch_size": SIZE}
    student = SimpleNamespace(constants=numbers, cpu_s=cpu_s, edition="keras")
    data = SimpleNamespace(
        kind="synthetic", limit=0.9, epoch=PAIRS, course_epoch=course
    )
    points = []
    found = module("learning").learn_from(
        student, net, data, points.append, np.random.default_rng(0)
    )
    assert found["steps_done"] == found["steps_asked"] == net.done
    last = points[-1].payload
    assert last["x"] == last["x_of"] == net.done
    return net.done


@pytest.mark.parametrize("epochs", [1, 3])
def test_who_is_good_after_the_epochs_asked_for_gets_no_more(module, epochs):
    assert steps(module, Net(20, reaches=0.99), epochs=epochs) == 30 * epochs


def test_who_needs_the_courses_steps_gets_as_many_as_help(module):
    assert steps(module, Net(50, reaches=0.99)) == 60
    assert steps(module, Net(95, reaches=0.99)) == 100  # all that the course has


def test_who_does_not_get_better_gets_no_more(module):
    assert steps(module, Net(25, reaches=0.5)) == 60
    assert steps(module, Net(10_000, reaches=0.5)) == 30


def test_with_the_courses_own_pairs_nothing_is_added(module):
    assert steps(module, Net(95, reaches=0.99), course=PAIRS) == 30


def test_time_that_runs_out_after_the_epochs_asked_for_cuts_nothing_short(module):
    net = Net(95, reaches=0.99)

    class Slow:
        constants = {"epochs": 1, "batch_size": SIZE}
        edition = "keras"

        @property
        def cpu_s(self):
            return net.done * 1400 / 45

    data = SimpleNamespace(
        kind="synthetic", limit=0.9, epoch=PAIRS, course_epoch=COURSE
    )
    found = module("learning").learn_from(
        Slow(), net, data, lambda _: None, np.random.default_rng(0)
    )
    assert 30 < net.done < 60
    assert found["steps_done"] == found["steps_asked"] == net.done
