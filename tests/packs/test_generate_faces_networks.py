"""Project 5's checks of two networks made of NumPy, and how operations are noted."""

from types import SimpleNamespace

import numpy as np
import pytest

SLUG = "generate-faces"


def run(module):
    """The names that the helper code for traces defines."""
    names = {"_course_numpy": np}
    exec(module("tracing").HELPER, names)
    return names


class Networks:
    """A discriminator and a generator of three layers, with some errors."""

    edition = "keras"
    kernels = "Conv2D"
    judge_normal, painter_normal = (2,), (1, 2)  # layers
    judge_bends, painter_bends = ("LeakyRelu",) * 2, ("LeakyRelu",) * 2
    fixed = None  # of `training`
    squash = staticmethod(lambda logit: logit)
    probability = staticmethod(lambda logit: 1 / (1 + np.exp(-logit)))
    quiet = False  # each image is brought to the same loudness first
    ends = ("Tanh",)
    blank = False  # the same whatever is given
    channels_last = True

    def __init__(self, module, **errors):
        assert all(hasattr(self, name) for name in errors)
        self.measured = run(module)["_course_measured"]
        self.__dict__.update(errors)

    def load(self, source):
        compile(source, "helper", "exec")

    def call(self, function, *args):
        return getattr(self, function.removeprefix("_course_"))(*args)

    def judge(self, images, z_dim, training):
        logit = self.judging(images, training)[-1][2]
        answer = [self.probability(logit), logit]
        return [0 * part for part in answer] if self.blank else answer

    def paint(self, z, channels, training):
        form = (28, 28, channels) if self.channels_last else (channels, 28, 28)
        painted = self.painting(z, channels, training)[-1][2]
        painted = painted[[0] * len(z)] if self.blank else painted
        return painted.reshape(len(z), *form)

    def trace(self, which, value, channels, z_dim, training):
        steps = (
            self.painting(value, channels, training)
            if which
            else self.judging(value, training)
        )
        return [
            {"kind": kind, "rank": rank, **self.measured(answer, training)}
            for kind, rank, answer in steps
        ]

    def judging(self, images, training):
        given = images.reshape(len(images), -1).astype(float)
        if self.quiet:
            given *= 10 / np.linalg.norm(given, axis=1, keepdims=True)
        kinds = (self.kernels, self.kernels)
        steps = self.hidden(given, kinds, self.judge_normal, self.judge_bends, training)
        logit = self.weighed(steps[-1][2], 1)
        steps += [("MatMul", 2, logit)]
        if (squashed := self.squash(logit)) is not logit:
            steps += [("Tanh", 0, squashed)]
        return steps

    def painting(self, z, channels, training):
        normal, bends = self.painter_normal, self.painter_bends
        steps = self.hidden(z, ("MatMul",) * 2, normal, bends, training)
        steps += [("MatMul", 2, self.weighed(steps[-1][2], 784 * channels))]
        if 3 in normal:
            steps += [("AddV2", 0, self.normalised(steps[-1][2], training))]
        for kind in self.ends:
            steps += [(kind, 0, self.bent(kind, steps[-1][2]))]
        return steps

    def hidden(self, given, kinds, normal, bends, training):
        steps = []
        for number, (kind, bend) in enumerate(zip(kinds, bends, strict=True), start=1):
            rank = 4 if kind == "Conv2D" else 2
            steps += [(kind, rank, self.weighed(given, 30))]
            if number in normal:
                steps += [("AddV2", 0, self.normalised(steps[-1][2], training))]
            steps += [(bend, 0, self.bent(bend, steps[-1][2]))]
            given = steps[-1][2]
        return steps

    def weighed(self, given, width):
        rng = np.random.default_rng(width)
        kernel = rng.normal(0, given.shape[1] ** -0.5, (given.shape[1], width))
        return given @ kernel + 0.2

    def normalised(self, given, training):
        if training if self.fixed is None else self.fixed:
            return (given - given.mean(axis=0)) / given.std(axis=0)
        return given

    def bent(self, kind, given):
        return {
            "LeakyRelu": lambda x: np.maximum(0.2 * x, x),
            "Relu": lambda x: np.maximum(x, 0),
            "Tanh": np.tanh,
            "Sigmoid": lambda x: 1 / (1 + np.exp(-np.clip(x, -50, 50))),
            "Mul": lambda x: 0.5 * x,
            "Identity": lambda x: x,
        }[kind](given)


@pytest.fixture
def failing(pack, module, rng):
    """The checks of both networks that a student fails."""
    asked = [
        check
        for check in pack.checks
        if check.slug.startswith(("discriminating.", "generating."))
    ]

    def ask(**errors):
        student, found = Networks(module, **errors), set()
        for check in asked:
            try:
                check.function(student, rng)
            except AssertionError:
                found.add(check.slug)
        return found

    assert len(asked) == 11
    return ask


@pytest.mark.parametrize(
    "choice",
    [{}, {"quiet": True}, {"painter_normal": (2,)}, {"ends": ("Tanh", "Identity")}],
)
def test_networks_as_the_course_wants_them_pass(failing, choice):
    assert failing(**choice) == set()


@pytest.mark.parametrize(
    ("error", "slugs"),
    [
        ({"probability": lambda x: x}, {"outputs"}),
        ({"squash": np.tanh}, {"raw_logits"}),
        ({"quiet": True, "squash": np.tanh}, {"raw_logits"}),
        ({"judge_bends": ("Relu", "LeakyRelu")}, {"leaky"}),
        ({"judge_bends": ("LeakyRelu", "Tanh")}, {"leaky"}),
        ({"kernels": "MatMul"}, {"convolutions"}),
        ({"judge_normal": (1, 2)}, {"normalised"}),
        ({"judge_normal": (1,)}, {"normalised"}),
        ({"judge_normal": ()}, {"normalised", "modes"}),
    ],
)
def test_an_error_in_a_discriminator_fails_its_check(failing, error, slugs):
    assert failing(**error) == {f"discriminating.{slug}" for slug in slugs}


@pytest.mark.parametrize(
    ("error", "slugs"),
    [
        ({"channels_last": False}, {"images", "tanh", "modes"}),
        ({"ends": ("Sigmoid",)}, {"tanh"}),
        ({"ends": ("Identity",)}, {"tanh"}),
        ({"ends": ("Tanh", "Tanh")}, {"tanh"}),
        ({"ends": ("Tanh", "Mul")}, {"tanh"}),
        ({"painter_bends": ("LeakyRelu", "Relu")}, {"leaky"}),
        ({"painter_normal": (1, 2, 3)}, {"normalised"}),
        ({"painter_normal": ()}, {"normalised", "modes"}),
    ],
)
def test_an_error_in_a_generator_fails_its_check(failing, error, slugs):
    assert failing(**error) == {f"generating.{slug}" for slug in slugs}


def test_a_quiet_discriminator_needs_its_trace_to_be_cleared(module, rng):
    loud = 1000 * rng.uniform(-1, 1, (8, 28, 28, 1))
    largest = {
        quiet: np.abs(Networks(module, quiet=quiet).judge(loud, 12, False)[1]).max()
        for quiet in (True, False)
    }
    assert largest[True] < 1.5 < largest[False]


@pytest.mark.parametrize("fixed", [True, False])
def test_training_that_is_fixed_inside_a_network_fails(failing, fixed):
    found = failing(fixed=fixed)
    assert {"discriminating.modes", "generating.modes"} <= found
    # Always by the batch, the layers are normalised; never, they are not.
    assert ("generating.normalised" in found) is not fixed


def test_what_answers_alike_to_everything_fails(failing):
    assert {"discriminating.outputs", "generating.images"} <= failing(blank=True)


# --- How operations are noted -----------------------------------------------------------


def operation(kind, inputs, output, shape=(8, 4), *, floating=True):
    tensors = [
        SimpleNamespace(name=name, shape=(3, 3, 2, 4)[-rank:] if rank else ())
        for name, rank in inputs.items()
    ]
    kept = SimpleNamespace(
        name=output, shape=shape, dtype=SimpleNamespace(is_floating=floating)
    )
    return SimpleNamespace(type=kind, inputs=tensors, outputs=[kept])


def test_only_what_comes_of_the_input_is_noted_with_its_kernels_rank(module):
    operations = [
        operation("ReadVariableOp", {"handle": 0}, "kernel"),
        operation("Identity", {"kernel": 4}, "copied"),  # still learnt
        operation("Conv2D", {"given": 4, "copied": 4}, "summed"),
        operation("ReadVariableOp", {"handle2": 0}, "bias"),
        operation("BiasAdd", {"summed": 4, "bias": 1}, "biased"),
        operation("Shape", {"biased": 4}, "shape", floating=False),
        operation("Const", {}, "blur"),
        operation("DepthwiseConv2dNative", {"biased": 4, "blur": 4}, "blurred"),
        operation("MatMul", {"copied": 2, "kernel": 2}, "of_weights"),  # no input in it
        operation("MatMul", {"blurred": 2, "biased": 2}, "attention"),
    ]
    notes = []
    given = SimpleNamespace(name="given")
    results = run(module)["_course_noted"](operations, given, notes)
    assert notes == [
        ("Conv2D", 4),
        ("BiasAdd", 0),  # weighs nothing
        ("DepthwiseConv2dNative", 0),  # with a kernel that nobody learns
        ("MatMul", 0),
    ]
    names = [result.name for result in results]
    assert names == ["summed", "biased", "blurred", "attention"]


def test_an_answer_is_measured_by_channel_over_the_batch(module, rng):
    measured = run(module)["_course_measured"]
    answer = rng.normal(size=(4, 14, 14, 6)).astype(np.float32)
    found = measured(answer, True)
    assert found["size"] == answer.size
    assert found["values"] == pytest.approx(answer.ravel()[:3000])
    for channel in range(6):
        over = answer[..., channel].astype(float)
        assert found["mean"][channel] == pytest.approx(over.mean(), abs=1e-5)
        assert found["deviation"][channel] == pytest.approx(over.std(), abs=1e-5)
        assert found["first"][channel] == pytest.approx(over[0].mean(), abs=1e-5)
    assert set(measured(answer, False)) == {"size", "values"}
    assert set(measured(np.float32(3), True)) == {"size", "values"}


def test_a_trace_is_made_once_for_each_network_input_and_mode(module):
    names, networks, made = run(module), (object(), object()), []
    names["_course"] = {}
    names["_course_networks"] = lambda channels, z_dim, fresh: networks
    names["_course_traced"] = lambda *args: made.append(args) or len(made)
    trace, ones = names["_course_trace"], np.ones(3)
    asked = [(0, ones, False), (1, ones, False), (0, ones, True), (0, 2 * ones, False)]
    for _ in range(2):
        found = [trace(which, v, 1, 5, training) for which, v, training in asked]
        assert found == [1, 2, 3, 4]
    assert [args[0] for args in made] == [networks[which] for which, _, _ in asked]
