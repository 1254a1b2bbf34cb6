"""What project 5 asks of the notebook's own loop, with notes that are made up."""

import numpy as np
import pytest

from workers.packkit.checks import Unsuitable

SLUG = "generate-faces"
SIZE, Z, STEPS = 4, 9, 10


class Noted:
    """A sandbox whose `train` was seen to do as it is told."""

    edition = "keras"

    def __init__(self, z, adam=None):
        self.z = z
        self.adam = adam or (lambda rate, beta1: [[rate, beta1]] * 2)

    def load(self, source):
        """Nothing is loaded."""

    def call(self, function, batches, epochs, *settings):
        rate, beta1 = settings[-2:]
        return {
            "networks": 1,
            "images": [batch for _ in range(epochs) for batch in batches],
            "z": list(self.z),
            "adam": [np.array(found) for found in self.adam(rate, beta1)],
        }


def even(rng, shape=(STEPS, SIZE, Z)):
    return rng.uniform(-1, 1, shape)


def normal(rng):
    return rng.normal(size=(STEPS, SIZE, Z))


def twice_for_each_batch(rng):
    return np.repeat(even(rng), 2, axis=0)


def once_an_epoch(rng):
    return np.repeat(even(rng, (2, SIZE, Z)), STEPS // 2, axis=0)


def one_row(rng):
    return np.repeat(even(rng, (STEPS, 1, Z)), SIZE, axis=1)


def from_0_to_1(rng):
    return abs(even(rng))


def hardly_any(rng):
    return 0.01 * even(rng)


@pytest.fixture
def passes(pack, module, rng):
    module("watching")
    checks = {check.slug: check.function for check in pack.checks}

    def ask(slug, student):
        try:
            checks[slug](student, rng)
        except AssertionError:
            return False
        return True

    return ask


@pytest.mark.parametrize("draw", [even, normal, twice_for_each_batch])
def test_noise_that_is_new_for_every_image_is_welcome(passes, rng, draw):
    student = Noted(draw(rng))
    assert passes("stepping.loop", student)
    assert passes("training_loop.noise", student)


@pytest.mark.parametrize(
    ("draw", "english", "japanese"),
    [
        (once_an_epoch, "2 times for 10 batches", "10バッチに対し、乱数は2回"),
        (one_row, "1 different rows in a batch of 4", "異なる乱数が1行"),
        (from_0_to_1, "0% of the numbers are below 0", "0% でした"),
        (hardly_any, "a standard deviation of 0.005", "標準偏差が 0.005"),
    ],
)
def test_noise_that_repeats_or_keeps_to_one_side_is_told(
    pack, module, draw, english, japanese
):
    module("watching")
    (check,) = [check for check in pack.checks if check.slug == "training_loop.noise"]
    rng = np.random.default_rng(0)
    with pytest.raises(Unsuitable) as refused:
        check.function(Noted(draw(rng)), rng)
    assert english in refused.value.found["en"]
    assert japanese in refused.value.found["ja"]


class Painter:
    """A sandbox whose generator paints one image, whatever it is given."""

    edition = "keras"

    def load(self, source):
        """Nothing is loaded."""

    def call(self, function, z, channels, training):
        return np.full((len(z), 28, 28, channels), 0.5)


def test_a_generator_that_ignores_its_numbers_is_told_so(pack, rng):
    (check,) = [check for check in pack.checks if check.slug == "generating.images"]
    with pytest.raises(Unsuitable) as refused:
        check.function(Painter(), rng)
    assert "the same image" in refused.value.found["en"]


@pytest.mark.parametrize(
    ("adam", "welcome"),
    [
        (lambda rate, beta1: [[rate, beta1]] * 2, True),
        (lambda rate, beta1: [[rate, beta1], [4 * rate, beta1]], True),
        (lambda rate, beta1: [[0.01 * rate, beta1]] * 2, True),  # it warms up
        (lambda rate, beta1: [[], []], True),  # an optimiser in a wrapper
        (lambda rate, beta1: [[beta1, rate]] * 2, False),
        (lambda rate, beta1: [[rate, 0.9]] * 2, False),
        (lambda rate, beta1: [[rate, beta1], [beta1, beta1]], False),
        (lambda rate, beta1: [[rate, beta1]], False),
    ],
)
def test_rate_and_beta1_arrive_as_they_were_given(passes, rng, adam, welcome):
    assert passes("training_loop.settings", Noted(even(rng), adam)) is welcome
