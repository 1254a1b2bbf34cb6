"""The grader's own computation of two one-layer networks, their losses and gradients.

The judge's logit is `flat image @ judge + bias`; the painter's image is `tanh(z @ paint)`.
So everything that one step of training does can be computed by hand.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from workers.packkit import answers
from workers.packkit.checks import Student

SIDE = 28
PIXELS = SIDE * SIDE
MANY_LABELS = 256  # of one call, so that the mean of random ones is steady
APART = 0.15  # between two calls' means of random labels
NOISE = 1e-3  # of the loss of undecided logits


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return np.asarray(np.exp(-np.logaddexp(0, -logits)))


def softplus(logits: np.ndarray) -> np.ndarray:
    """log(1 + exp(x)): the cross-entropy of a logit with label 0."""
    return np.asarray(np.logaddexp(0, logits))


def scalars(answer: Any, what: str) -> list[float]:
    """The two losses that an answer should be."""
    return [answers.number(part, what) for part in answers.parts(answer, what, count=2)]


@dataclass(frozen=True)
class Labels:
    """What a student's losses amount to: `scale` times cross-entropy with these labels."""

    d_scale: float
    real: float
    fake: float
    g_scale: float
    wanted: float  # the generator's label for its own images
    d_residual: float  # how far the losses are from this form, relative to them
    g_residual: float
    is_random: bool = (
        False  # soft labels are drawn anew in every call: these are their means
    )

    @property
    def least_likeness(self) -> float:
        """Of a step and the gradient, as a cosine: a little noise on the images is welcome."""
        return 0.9 if self.is_random else 0.97

    @property
    def largest_error(self) -> float:
        """Of a reported loss, relative to it."""
        return 0.2 if self.is_random else 0.1

    def d_loss(self, real: np.ndarray, fake: np.ndarray) -> float:
        on_real = np.mean(softplus(real) - self.real * real)
        on_fake = np.mean(softplus(fake) - self.fake * fake)
        return float(self.d_scale * (on_real + on_fake))

    def g_loss(self, fake: np.ndarray) -> float:
        return float(self.g_scale * np.mean(softplus(fake) - self.wanted * fake))


def labels(student: Student, rng: np.random.Generator) -> Labels:
    """Fits the labels to the student's `model_loss` on logits drawn at random.

    Cross-entropy with a label is `softplus(logit) - label * logit`: linear in the label.
    """
    cases = [
        [rng.normal(rng.normal(0, 1), 2, (7, 1)).astype(np.float32) for _ in range(2)]
        for _ in range(8)
    ]
    losses = _losses(student, [*cases, *cases])
    if not np.allclose(losses[: len(cases)], losses[len(cases) :], rtol=1e-4):
        return _random_labels(student)
    losses = losses[: len(cases)]
    terms = np.array(
        [
            [float(np.mean(part)) for part in (*pair, *map(softplus, pair))]
            for pair in cases
        ]
    )
    d_terms = np.column_stack([terms[:, 2] + terms[:, 3], -terms[:, 0], -terms[:, 1]])
    (d_scale, real, fake), d_residual = _fitted(d_terms, losses[:, 0])
    g_terms = np.column_stack([terms[:, 3], -terms[:, 1]])
    (g_scale, wanted), g_residual = _fitted(g_terms, losses[:, 1])
    d_unit, g_unit = d_scale or 1.0, g_scale or 1.0
    return Labels(
        d_scale=float(d_scale),
        real=float(real / d_unit),
        fake=float(fake / d_unit),
        g_scale=float(g_scale),
        wanted=float(wanted / g_unit),
        d_residual=d_residual,
        g_residual=g_residual,
    )


def _losses(student: Student, cases: list[list[np.ndarray]]) -> np.ndarray:
    """(cases, 2): the discriminator's and the generator's."""
    answer = student.call("_course_losses", cases)
    pairs = answers.parts(answer, "model_loss", count=len(cases))
    return np.array([scalars(pair, "model_loss") for pair in pairs])


def _random_labels(student: Student) -> Labels:
    """The means of labels that are drawn anew in every call.

    Logits of 0 give the same loss whatever the labels are. Where all logits are alike, the loss
    tells the mean of the labels of that call. The residuals say how far it goes apart.
    """
    levels = [level for level in (-4.0, -2.0, 2.0, 4.0) for _ in range(4)]
    alike = {
        level: np.full((MANY_LABELS, 1), level, np.float32) for level in (0.0, *levels)
    }
    nothing = _losses(student, [[alike[0.0], alike[0.0]]] * 4)
    real = _losses(student, [[alike[level], alike[0.0]] for level in levels])
    fake = _losses(student, [[alike[0.0], alike[level]] for level in levels])
    d_scale = float(nothing[0, 0] / (2 * math.log(2))) or 1.0
    g_scale = float(nothing[0, 1] / math.log(2)) or 1.0
    bent = np.array([float(softplus(np.array(level))) for level in levels])
    on_real = (bent + math.log(2) - real[:, 0] / d_scale) / levels
    on_fake = (bent + math.log(2) - fake[:, 0] / d_scale) / levels
    wanted = (bent - fake[:, 1] / g_scale) / levels
    unsteady = np.ptp(nothing, axis=0)
    d_apart = max(np.ptp(on_real), np.ptp(on_fake))
    return Labels(
        d_scale=d_scale,
        real=float(on_real.mean()),
        fake=float(on_fake.mean()),
        g_scale=g_scale,
        wanted=float(wanted.mean()),
        d_residual=0.0 if d_apart < APART and unsteady[0] < NOISE else 1.0,
        g_residual=0.0 if np.ptp(wanted) < APART and unsteady[1] < NOISE else 1.0,
        is_random=True,
    )


def _fitted(terms: np.ndarray, losses: np.ndarray) -> tuple[np.ndarray, float]:
    factors = np.linalg.lstsq(terms, losses, rcond=None)[0]
    off = float(np.max(np.abs(terms @ factors - losses)))
    return factors, off / max(float(np.max(np.abs(losses))), 1e-9)


@dataclass(frozen=True)
class Case:
    """The two small networks, a batch for them and what the painter starts from."""

    judge: np.ndarray  # (784, 1)
    bias: np.ndarray  # (1,)
    paint: np.ndarray  # (length of z, 784)
    images: np.ndarray  # (n, 28, 28, 1), from -0.5 to 0.5
    z: np.ndarray  # (n, length of z)

    @property
    def weights(self) -> Mapping[str, np.ndarray]:
        return {"judge": self.judge, "bias": self.bias, "paint": self.paint}

    def logits(self, images: np.ndarray) -> np.ndarray:
        return np.asarray(images.reshape(len(images), -1) @ self.judge + self.bias)

    def painted(self) -> np.ndarray:
        return np.asarray(np.tanh(self.z @ self.paint))

    def d_gradient(self, made_of: Labels) -> np.ndarray:
        """Of the discriminator's loss, for the judge's kernel. The batch is doubled."""
        real, fake = 2 * self.images.reshape(len(self.images), -1), self.painted()
        on_real = (sigmoid(self.logits(real)) - made_of.real) / len(real)
        on_fake = (sigmoid(self.logits(fake)) - made_of.fake) / len(fake)
        return np.asarray(made_of.d_scale * (real.T @ on_real + fake.T @ on_fake))

    def g_gradient(self, made_of: Labels) -> np.ndarray:
        """Of the generator's loss, for the painter's kernel, back through the judge."""
        fake = self.painted()
        off = (sigmoid(self.logits(fake)) - made_of.wanted) / len(fake)
        before_tanh = made_of.g_scale * (off @ self.judge.T) * (1 - fake**2)
        return np.asarray(self.z.T @ before_tanh)


def draw(rng: np.random.Generator, size: int = 16, length: int = 6) -> Case:
    def narrow(array: np.ndarray) -> np.ndarray:
        return array.astype(np.float32)

    return Case(
        judge=narrow(rng.normal(0, 0.06, (PIXELS, 1))),
        bias=narrow(rng.normal(0, 0.3, 1)),
        paint=narrow(rng.normal(0, 0.3, (length, PIXELS))),
        images=narrow(rng.uniform(-0.5, 0.5, (size, SIDE, SIDE, 1))),
        z=narrow(rng.normal(0, 1, (size, length))),
    )


def alike(one: np.ndarray, other: np.ndarray) -> float:
    """The cosine of the angle between two changes; 0 if one of them is nothing."""
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one.ravel() @ other.ravel()) / lengths if lengths > 0 else 0.0
