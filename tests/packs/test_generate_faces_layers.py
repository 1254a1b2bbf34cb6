"""What project 5 reads off the operations of a network. No TensorFlow is needed."""

import numpy as np
import pytest

SLUG = "generate-faces"
NOTHING = np.zeros(0)


def row(module, values, kind="Add", rank=0, **over_the_batch):
    lying = dict.fromkeys(("mean", "deviation", "first"), NOTHING) | over_the_batch
    values = np.array(values, float)
    return module("layers").Row(kind, rank, len(values), values, **lying)


def piece(module, *values, kinds=()):
    """The first row is a kernel's."""
    named = [*kinds, *["Add"] * len(values)]
    return [
        row(module, v, "MatMul" if not place else named[place - 1], 2 * (not place))
        for place, v in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("after", "leaky"),
    [
        ([-0.4, -0.2, 1, 3], True),
        ([0, 0, 1, 3], False),  # an ordinary ReLU
        ([-2, -1, 1, 3], False),  # nothing at all
        ([-0.86, -0.63, 1, 3], False),  # an ELU
        ([-0.4, -0.2, 0.2, 0.6], False),  # a plain factor
    ],
)
def test_a_leaky_relu_is_known_by_what_it_does(module, after, leaky):
    assert module("layers").is_leaky(piece(module, [-2, -1, 1, 3], after)) is leaky


RAW = [-900.0, -3, 0.5, 700]
SQUASHED = np.tanh(RAW)


@pytest.mark.parametrize(
    ("raw", "answers", "fills"),
    [
        (RAW, [SQUASHED], True),
        (RAW, [SQUASHED, np.tanh(SQUASHED)], False),
        ([-900.0, 900], [[-0.9, 1.0]], False),  # one end only
        ([0.1, 200], [[0.1, 1.0]], True),  # there is nothing far below zero
        ([-0.3, 0.2], [np.tanh([-0.3, 0.2])], True),  # it never gets loud
    ],
)
def test_a_last_tanh_fills_its_range_when_it_is_loud(module, raw, answers, fills):
    assert module("layers").fills_the_range(piece(module, raw, *answers)) is fills


@pytest.mark.parametrize(
    ("kind", "fine"), [("StridedSlice", True), ("ResizeBilinear", True), ("Mul", False)]
)
def test_an_image_may_be_cut_or_resized_after_its_tanh(module, kind, fine):
    layers, whole = module("layers"), piece(module, RAW, SQUASHED)
    smaller = row(module, SQUASHED[1:3], kind)
    assert layers.ends_in_tanh([*whole, smaller]) is fine
    assert not layers.ends_in_tanh([*whole[:1], smaller])


def test_a_convolution_is_known_by_its_kernel(module):
    convolves = module("layers").convolves
    dense, kernel = row(module, [1], "MatMul", 2), row(module, [1], "Conv2D", 4)
    fixed = row(module, [1], "Conv2D", 0)  # of numbers that nobody learns
    assert not convolves([dense, fixed])
    assert convolves([dense, kernel])


def test_pieces_that_bend_nothing_belong_to_the_layer_after_them(module):
    layers = module("layers")
    projection = piece(module, RAW, RAW, kinds=["Reshape"])
    bent = piece(module, RAW, SQUASHED, kinds=["Tanh"])
    found = layers.pieces([*projection, *bent, *projection, *bent])
    assert layers.layer_numbers(found) == [0, 1, 1, 2, 2]
    together = layers.layers(found, layers.layer_numbers(found))
    assert [len(layer) for layer in together] == [0, 4, 4]


def test_a_network_that_bends_nothing_has_no_hidden_layer(module):
    layers = module("layers")
    found = layers.pieces([*piece(module, RAW)] * 3)
    with pytest.raises(AssertionError, match="no hidden layer"):
        layers.require_leaky(layers.layers(found, layers.layer_numbers(found)))


@pytest.mark.parametrize(
    ("mean", "deviation", "first", "normal"),
    [
        ([1e-7, -2e-7], [0.99, 1.0], [0.3, -0.2], True),
        ([0.2, -0.1], [0.99, 1.0], [0.3, -0.2], False),  # not around 0
        ([1e-7, -2e-7], [0.99, 1.0], [1e-7, 1e-7], False),  # each image by itself
        ([2e-8, 3e-8, 1e-8], [1.0, 1.0, 1.0], [5e-4, 3e-4, 0.07], True),  # by chance
        ([3e-5, -2e-5], [1.0, 1.0], [4e-5, 9e-5], False),  # the same in half precision
        ([1e-7, -2e-7], [50.0, 30.0], [3.0, -2.0], False),
        ([0.0, 0.0], [0.0, 0.0], [0.0, 0.0], False),
        ([], [], [], False),
    ],
)
def test_batch_normalisation_is_known_by_how_a_batch_lies(
    module, mean, deviation, first, normal
):
    lying = {"mean": mean, "deviation": deviation, "first": first}
    lying = {name: np.array(values) for name, values in lying.items()}
    assert row(module, [1.0], **lying).is_batch_normalised == normal


def test_a_plain_answer_comes_before_anything_that_bends(module):
    is_unbent = module("layers").is_unbent
    plain = piece(module, [1.0, 2.0], [1.5, 2.5])
    bent = piece(module, [1.0, 2.0], [0.7, 0.9], kinds=["Sigmoid"])
    assert is_unbent(plain, np.array([1.5, 2.5]))
    assert not is_unbent(bent, np.array([0.7, 0.9]))


class Losing:
    """A student whose labels are drawn anew in every call."""

    def __init__(self, real, fake, noise=0.0):
        self.rng = np.random.default_rng(4)
        self.real, self.fake, self.noise = real, fake, noise

    def call(self, function, cases):
        return [
            [self.loss(real, self.real) + self.loss(fake, self.fake), self.loss(fake)]
            for real, fake in cases
        ]

    def loss(self, logits, labels=(1.0, 1.0)):
        drawn = self.rng.uniform(*labels, logits.shape)
        worked_out = np.mean(np.logaddexp(0, logits) - drawn * logits)
        return float(worked_out) + self.noise * self.rng.normal()


def test_random_soft_labels_are_read_off_by_their_means(module, rng):
    found = module("reference").labels(Losing((0.7, 1.2), (0.0, 0.3)), rng)
    assert found.is_random
    assert found.d_residual == found.g_residual == 0
    assert found.real == pytest.approx(0.95, abs=0.02)
    assert found.fake == pytest.approx(0.15, abs=0.02)
    assert found.wanted == pytest.approx(1)
    assert found.least_likeness < 0.95


def test_a_loss_with_noise_of_its_own_is_no_cross_entropy(module, rng):
    found = module("reference").labels(Losing((0.9, 1.0), (0.0, 0.1), noise=0.1), rng)
    assert found.d_residual == found.g_residual == 1
