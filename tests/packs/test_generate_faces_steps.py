"""Project 5's checks of losses and of one step, asked of a student made of NumPy."""

import numpy as np
import pytest

SLUG = "generate-faces"


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Stepping:
    """What `model_loss` and `train_step` do to two one-layer networks, with some errors."""

    edition = "keras"
    real, fake, wanted, scale = 0.9, 0.0, 1.0, 1.0  # labels, and what losses are times
    soft = 0.0  # how far apart the labels of real images are drawn
    squared = False  # no cross-entropy
    factor = 2  # of the batch
    uphill = False  # the generator's step makes its loss larger
    forgets = ()  # what no optimiser changes
    swapped = False  # each optimiser has the other one's variables
    only_real = False  # the discriminator's step leaves out the painted images
    in_training = ("real", "fake", "paint")  # calls with training=True
    reports = (1.0, 1.0)

    def __init__(self, **errors):
        assert all(hasattr(self, name) for name in errors)
        self.__dict__.update(errors)
        self.rng = np.random.default_rng(3)

    def load(self, source):
        compile(source, "helper", "exec")

    def call(self, function, *args):
        return getattr(self, function.removeprefix("_course_"))(*args)

    def real_labels(self, shape):
        return self.real + self.soft * self.rng.uniform(-1, 1, shape)

    def loss(self, logits, label):
        if self.squared:
            return self.scale * np.mean((sigmoid(logits) - label) ** 2)
        by_image = -label * np.log(sigmoid(logits)) - (1 - label) * np.log(
            sigmoid(-logits)
        )
        return self.scale * np.mean(by_image)

    def pair(self, real, fake):
        on_real = self.loss(real, self.real_labels(real.shape))
        both = on_real + self.loss(fake, self.fake)
        return [both * self.reports[0], self.loss(fake, self.wanted) * self.reports[1]]

    def losses(self, cases):
        return [
            self.pair(*(np.asarray(part, float) for part in pair)) for pair in cases
        ]

    def step(self, weights, images, z, rates, normalised):
        judge, bias, paint = (
            np.asarray(weights[name], float) for name in ("judge", "bias", "paint")
        )
        real = self.factor * images.reshape(len(images), -1).astype(float)
        fake = np.tanh(z @ paint)
        logits = [given @ judge + bias for given in (real, fake)]
        size = len(real)
        off_real = (sigmoid(logits[0]) - self.real_labels((size, 1))) / size
        off_fake = (sigmoid(logits[1]) - self.fake) / size * (not self.only_real)
        off_wanted = (sigmoid(logits[1]) - self.wanted) / size
        changes = {
            "judge": -(real.T @ off_real + fake.T @ off_fake),
            "bias": -(off_real + off_fake).sum(axis=0),
            "paint": -(z.T @ (off_wanted @ judge.T * (1 - fake**2))),
        }
        changes["paint"] *= -1 if self.uphill else 1
        changes |= dict.fromkeys(("judge_gamma", "judge_beta"), np.full(784, 0.1))
        changes |= dict.fromkeys(("painter_gamma", "painter_beta"), np.full(784, 0.1))
        d_rate, g_rate = rates[::-1] if self.swapped else rates
        after = {"losses": self.pair(*logits)}
        for name, change in changes.items():
            rate = g_rate if name.startswith("paint") else d_rate
            before = weights.get(name, float(name.endswith("_gamma")))
            after[name] = before + rate * change * (name not in self.forgets)
        seen = {"real": real, "fake": fake, "paint": z @ paint}
        moved = {
            name: 0.01 * given.mean(axis=0) * (name in self.in_training)
            for name, given in seen.items()
        }
        after["judge_mean"] = moved["real"] + moved["fake"]
        after["painter_mean"] = moved["paint"]
        return after


@pytest.fixture
def failing(pack, module, rng):
    """The checks of losses and steps that a student fails, of those that need no loop."""
    module("watching")
    of_steps = ("doubled", "own_variables", "discriminator", "generator", "reported")
    asked = [f"stepping.{name}" for name in (*of_steps, "training_mode")]
    checks = {check.slug: check.function for check in pack.checks}

    def ask(student):
        found = set()
        for slug in ("losses.discriminator", "losses.generator", *asked):
            try:
                checks[slug](student, rng)
            except AssertionError:
                found.add(slug)
        return found

    return ask


@pytest.mark.parametrize(
    "choice",
    [
        {},
        {"real": 1.0},
        {"fake": 0.1, "real": 0.8},
        {"soft": 0.1},  # drawn anew for each image
        {"soft": 0.3, "real": 0.85},
        {"scale": 0.5},
        {"wanted": 0.9},
    ],
)
def test_every_labelling_the_course_allows_passes(failing, choice):
    assert failing(Stepping(**choice)) == set()


@pytest.mark.parametrize(
    ("error", "slug"),
    [
        ({"squared": True}, "losses.discriminator"),
        ({"squared": True}, "losses.generator"),
        ({"real": 0.5}, "losses.discriminator"),
        ({"real": 0.5, "soft": 0.2}, "losses.discriminator"),
        ({"fake": 0.4}, "losses.discriminator"),
        ({"real": 0.0, "fake": 1.0}, "losses.discriminator"),
        ({"scale": 2.0}, "losses.discriminator"),
        ({"wanted": 0.0}, "losses.generator"),
        ({"wanted": 0.5}, "losses.generator"),
        ({"scale": 0.1}, "losses.generator"),
    ],
)
def test_losses_with_other_labels_or_of_another_form_fail(failing, error, slug):
    assert slug in failing(Stepping(**error))


@pytest.mark.parametrize(
    ("error", "only"),
    [
        ({"swapped": True}, {"own_variables", "discriminator", "generator"}),
        ({"forgets": ("bias",)}, {"own_variables"}),
        ({"forgets": ("judge_gamma",)}, {"own_variables"}),
        ({"forgets": ("painter_beta",)}, {"own_variables"}),
        ({"forgets": ("judge",)}, {"own_variables", "discriminator"}),
        ({"forgets": ("paint",)}, {"own_variables", "generator"}),
        ({"uphill": True}, {"generator"}),
        ({"only_real": True}, {"discriminator"}),
        ({"in_training": ("real", "fake")}, {"training_mode"}),
        ({"in_training": ("real", "paint")}, {"training_mode"}),
        ({"in_training": ("fake", "paint")}, {"training_mode"}),
    ],
)
def test_an_error_in_a_step_fails_the_checks_that_are_about_it(failing, error, only):
    assert failing(Stepping(**error)) == {f"stepping.{name}" for name in only}


@pytest.mark.parametrize(
    ("scale", "found"),
    [(3.0, "3 times the cross-entropy"), (-1.0, "minus a"), (0.0, "no mean cross")],
)
def test_a_loss_that_is_not_the_cross_entropy_once_is_told_how(pack, rng, scale, found):
    checks = {check.slug: check.function for check in pack.checks}
    for name in ("discriminator", "generator"):
        with pytest.raises(AssertionError) as caught:
            checks[f"losses.{name}"](Stepping(scale=scale), rng)
        assert found in caught.value.found["en"]
    for usual in (0.5, 1.0):
        checks["losses.discriminator"](Stepping(scale=usual), rng)


@pytest.mark.parametrize("factor", [1, 4, 0.5])
def test_a_batch_that_is_not_doubled_is_told_its_factor(pack, module, rng, factor):
    checks = {check.slug: check.function for check in pack.checks}
    with pytest.raises(AssertionError) as caught:
        checks["stepping.doubled"](Stepping(factor=factor), rng)
    assert f"images times {factor}." in caught.value.found["en"]


@pytest.mark.parametrize("seed", range(10))
def test_a_batch_that_is_moved_instead_is_told_so(pack, seed):
    """From 0 to 1 is as far from the doubled images as from those times 4."""

    class Moving(Stepping):
        def step(self, weights, images, z, rates, normalised):
            return super().step(weights, images / 2 + 0.25, z, rates, normalised)

    checks = {check.slug: check.function for check in pack.checks}
    rng = np.random.default_rng(seed)
    with pytest.raises(AssertionError) as caught:
        checks["stepping.doubled"](Moving(), rng)
    assert "neither doubled nor" in caught.value.found["en"]
    checks["stepping.doubled"](Stepping(soft=0.2, real=0.9), rng)


@pytest.mark.parametrize("which", [0, 1])
def test_losses_reported_are_those_of_the_batch(pack, module, rng, which):
    checks = {check.slug: check.function for check in pack.checks}
    student = Stepping()
    made_of = module("reference").labels(student, rng)
    checks["stepping.reported"](student, rng)
    student.reports = (1.5, 1.0) if which == 0 else (1.0, 1.5)
    student.losses = lambda cases: Stepping().losses(
        cases
    )  # model_loss itself is right
    assert module("reference").labels(student, rng).real == pytest.approx(made_of.real)
    with pytest.raises(AssertionError, match=("d_loss", "g_loss")[which]):
        checks["stepping.reported"](student, rng)


@pytest.mark.parametrize(
    ("drift", "whose"), [((0.0, 1e-7), None), ((0.1, 0), "judge"), ((0, 1), "painter")]
)
def test_weights_that_move_at_a_rate_of_0_are_told(pack, rng, drift, whose):
    checks = {check.slug: check.function for check in pack.checks}
    student = Stepping()
    student.drift = lambda images, z: {"drift": [np.array([0.0, m]) for m in drift]}
    if whose is None:
        checks["stepping.only_optimisers"](student, rng)
        return
    with pytest.raises(AssertionError, match=f"the {whose}'s weights moved"):
        checks["stepping.only_optimisers"](student, rng)
