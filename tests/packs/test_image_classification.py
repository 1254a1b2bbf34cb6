"""Project 2's reference, held-out images and reading of printed numbers: no TensorFlow."""

import ast
import sys

import numpy as np
import pytest

from workers.packkit.checks import Unsuitable

SLUG = "image-classification"


def test_held_out_images_of_the_stand_in_are_new_on_each_seed(module, dataset):
    first, again, other = (
        module("heldout").held_out(dataset, np.random.default_rng(seed))[1]
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first.images, again.images)
    known = {image.tobytes() for image in dataset.test.images}
    assert not known & {image.tobytes() for image in (*first.images, *other.images)}


def test_real_images_are_changed_by_a_hair_and_none_is_left_as_it_was(
    module, dataset, rng
):
    images = dataset.test.images[:50]
    changed = module("heldout").disturbed(images, rng)
    for image, other in zip(images.astype(int), changed.astype(int), strict=True):
        assert (image != other).any()
        ways = [
            np.roll(view, (down, across), (0, 1))
            for view in (image, image[:, ::-1])
            for down in (-1, 0, 1)
            for across in (-1, 0, 1)
        ]
        inner = (slice(1, -1), slice(1, -1))
        nearest = min(np.abs(way - other)[inner].mean() for way in ways)
        assert nearest < 3


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("strides", [(1, 1), (2, 2), (2, 3)])
def test_the_convolution_is_the_sum_of_its_definition(module, rng, padding, strides):
    reference = module("reference")
    images, kernel = rng.normal(size=(2, 7, 8, 3)), rng.normal(size=(3, 2, 3, 4))
    got = reference.convolved(images, kernel, strides, padding)
    top = left = 0
    if padding == "same":
        wide = reference.padded(images, (3, 2), strides, 0.0)
        top = (wide.shape[1] - 7) // 2
        left = (wide.shape[2] - 8) // 2
    for row in range(got.shape[1]):
        for column in range(got.shape[2]):
            total = np.zeros((2, 4))
            for down in range(3):
                for across in range(2):
                    y = row * strides[0] + down - top
                    x = column * strides[1] + across - left
                    if 0 <= y < 7 and 0 <= x < 8:
                        total += images[:, y, x] @ kernel[down, across]
            np.testing.assert_allclose(got[:, row, column], total)
    wanted = [
        -(-n // s) if padding == "same" else (n - k) // s + 1
        for n, k, s in zip((7, 8), (3, 2), strides, strict=True)
    ]
    assert list(got.shape[1:3]) == wanted


def test_pooling_takes_the_largest_and_never_the_padding(module):
    pooled = module("reference").pooled
    images = -np.arange(1.0, 10).reshape(1, 3, 3, 1)
    assert pooled(images, (2, 2), (2, 2), "valid").ravel().tolist() == [-1]
    same = pooled(images, (2, 2), (2, 2), "same")
    assert same.ravel().tolist() == [-1, -3, -7, -9]


def test_activations_are_told_from_straight_lines(module, rng):
    reference = module("reference")
    sums = rng.normal(size=300)
    for bend in (np.tanh, lambda x: np.maximum(x, 0), lambda x: np.maximum(x, 0.2 * x)):
        assert reference.follows(bend(sums), sums)
        assert not reference.is_straight(bend(sums), sums)
    assert reference.is_straight(3 * sums - 1, sums)
    assert not reference.follows(rng.normal(size=300), sums)
    assert not reference.follows(np.full(300, np.nan), sums)


def test_the_gradient_is_the_slope_of_the_loss(module, rng):
    reference = module("reference")
    features, labels = rng.normal(size=(5, 4)), rng.integers(0, 3, 5)
    kernel, bias = rng.normal(size=(4, 3)), rng.normal(size=3)
    by_kernel, by_bias = reference.linear_gradient(features, labels, kernel, bias)
    for place in ((0, 0), (3, 2)):
        moved = kernel.copy()
        moved[place] += 1e-6
        slope = (
            reference.cross_entropy(features @ moved + bias, labels)
            - reference.cross_entropy(features @ kernel + bias, labels)
        ) / 1e-6
        assert by_kernel[place] == pytest.approx(slope, rel=1e-4)
    assert by_bias.sum() == pytest.approx(0)


def test_logits_that_are_no_numbers_are_never_right(module):
    logits = np.full((4, 10), np.nan)
    assert module("reference").accuracy(logits, np.zeros(4, int)) == 0
    assert np.isnan(module("reference").cross_entropy(logits, np.zeros(4, int)))


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ("Loss: 1.2346  Validation Accuracy: 0.625000", True),
        ("loss=1.23, acc 62.5%", True),
        ("loss 1.2346e+00; 62.5 % right", True),
        ("Loss: 1.2346 Accuracy: 0.62", True),
        ("Loss: 1.2346 Accuracy: 0.6", False),  # too few digits to mean anything
        ("Loss: 1 Accuracy: 0.625", False),
        ("Loss: 1.3346 Accuracy: 0.625", False),
        ("Loss: 1.2346 Accuracy: 0.725", False),
        ("", False),
    ],
)
def test_printed_figures_are_found_however_they_are_written(module, said, true):
    printed = module("printed")
    assert (
        printed.tells_loss(said, 1.23456) and printed.tells_share(said, 0.625)
    ) is true


def test_noughts_at_the_end_may_be_left_out(module):
    printed = module("printed")
    assert printed.tells_share("loss 2.3 acc 0.4", 0.4)  # what print() makes of 0.4
    assert printed.tells_share("acc 70%", 0.7)
    assert printed.tells_loss("loss 2.3", 2.3041)
    assert not printed.tells_share("acc 0.4", 0.42)
    assert not printed.tells_loss("loss 2.3", 2.34)


def test_printing_every_number_tells_nothing(module):
    printed = module("printed")
    every = " ".join(f"{n / 100:.2f}" for n in range(500))
    assert not printed.tells_loss(every, 1.23)
    assert not printed.tells_share(every, 0.62)
    progress = " ".join(
        f"{n}/157 accuracy: 0.6{n % 50:02d} loss: 1.2{n % 60:02d}" for n in range(157)
    )
    assert printed.tells_loss(progress, 1.23)
    assert printed.tells_share(progress, 0.635)


def test_no_class_keeps_its_number_in_the_sandbox(module):
    for seed in range(20):
        shown_as = module("harness").disguise(np.random.default_rng(seed))
        assert sorted(shown_as) == list(range(10))
        assert (shown_as != np.arange(10)).all()


def test_an_epoch_shows_every_image_once_but_for_a_remainder(module, rng):
    steps = list(module("harness").batches(rng, 10, 4, 2))
    assert [len(rows) for rows in steps] == [4, 4, 4, 4]
    for epoch in (steps[:2], steps[2:]):
        assert len(set(np.concatenate(epoch))) == 8
    assert [len(rows) for rows in module("harness").batches(rng, 5, 64, 1)] == [5]


def test_helpers_are_python_that_defines_only_names_of_its_own(module):
    for name in ("probes", "harness"):
        for node in ast.parse(module(name).HELPER).body:
            bound = (
                [alias.asname for alias in node.names]
                if isinstance(node, ast.Import)
                else [getattr(node, "name", None) or node.targets[0].id]
            )
            assert all(name.startswith("_course") for name in bound)


def test_nothing_of_the_pack_needs_tensorflow(pack):
    assert "tensorflow" not in sys.modules


@pytest.mark.parametrize(
    "answer", [[], [np.zeros(1)], [None], [np.zeros((192, 10)), np.zeros(10), "one"]]
)
def test_answers_that_are_no_step_fail_and_break_nothing(pack, rng, answer):
    class Liar:
        def load(self, source):
            """Nothing is loaded."""

        def call(self, function, *args):
            return answer

    checks = {check.slug: check.function for check in pack.checks}
    for slug in ("optimising.step", "optimising.dropout"):
        with pytest.raises(AssertionError):
            checks[slug](Liar(), rng)


class Scaling:
    """Answers with pixels scaled to a range."""

    def __init__(self, low, high):
        self.low, self.high = low, high

    def call(self, function, images):
        return self.low + images / 255 * (self.high - self.low)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (-1, 1, "from about -1 to 1"),
        (0, 255, "from about 0 to 255"),
        (0, 1 / 255, "from about 0 to 0.00392"),
        (0.1234, 0.9876, "do not go from 0 to 1"),
        (-3.1415e20, 2.7182e-20, "do not go from 0 to 1"),
    ],
)
def test_another_range_is_told_if_it_is_a_usual_one(pack, rng, low, high, told):
    """The numbers themselves are the student's code's to choose, and it has seen the pixels."""
    check = next(c.function for c in pack.checks if c.slug == "arrays.normalize")
    with pytest.raises(Unsuitable) as caught:
        check(Scaling(low, high), rng)
    found = caught.value.found
    assert told in found["en"]
    for digits in ("1234", "3.14", "2.7"):
        assert digits not in str(found)
