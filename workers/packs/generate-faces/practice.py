"""Training on one kind of images, and what is seen and measured on the way."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from workers_packs.generate_faces import copies, harness, measuring, showing
from workers_packs.generate_faces.data import Part

from protocol.progress import Sink
from workers.packkit.checks import Allowance, Student, draw_point

POINTS = 20  # on the curve, for one round of steps
LOOKS = 5  # grids of samples, from before the first step to after the last
SAMPLES = 800  # images behind every distance

NEAR_ENOUGH = 30.0  # a distance at which training ends with the steps that were planned
COURSE_IMAGES = 202_599  # of faces: one epoch of 2017, the most that anybody is given
STILL_NEARER = 0.95  # of the last distance: else another pass is not worth its time


class Clock:
    """Counts the steps of both kinds of images, and tells the losses on the way."""

    def __init__(self, sink: Sink, allowance: Allowance, asked: int) -> None:
        self._sink = sink
        self._allowance = allowance
        self.asked = asked
        self.done = 0

    @property
    def over(self) -> bool:
        return self._allowance.is_spent

    def count(self, losses: np.ndarray) -> None:
        self.done += len(losses)
        means = losses.mean(axis=0)
        for series, mean in zip(("discriminator", "generator"), means, strict=True):
            draw_point(self._sink, series, self.done, self.asked, float(mean))


class Practice:
    """Fresh networks of the student's on one kind of images."""

    def __init__(
        self, student: Student, part: Part, clock: Clock, rng: np.random.Generator
    ) -> None:
        self._net = harness.Harness(student, part, rng)
        self._part = part
        self._clock = clock
        self._rng = rng
        self._z = self._net.noise(SAMPLES)
        self._looks = [showing.Look(0, self._net.paint(self._z))]
        self._gauge = _Gauge.of(part, rng)
        self._before = self._gauge.distance(self._looks[0].images)
        self._rounds = 0
        self.losses = np.zeros((0, 2))
        self.is_finished = True

    def learn(self, rows: np.ndarray, allowance: Allowance | None = None) -> None:
        """A step for each row, unless time or numbers run out."""
        pieces = np.array_split(rows, min(POINTS, len(rows)))
        wanted = np.linspace(0, len(pieces), LOOKS).astype(int)
        self._rounds += 1
        for point, piece in enumerate(pieces, start=1):
            fresh = self._net.train(piece)
            self.losses = np.concatenate([self.losses, fresh])
            self._clock.count(fresh)
            spent = self._clock.over or (allowance is not None and allowance.is_spent)
            if point in wanted or spent:
                self._look()
            if spent or not np.isfinite(fresh).all():
                self.is_finished = point == len(pieces)
                break

    def may_go_on(self) -> bool:
        """Whether there is time for another pass, and the last one brought the images nearer.

        So slow learners and large batches get as many steps as the course's one epoch had.
        """
        if self._clock.over or not self.is_finished:
            return False
        distance = self._gauge.distance(self._looks[-1].images)
        nearer = distance < STILL_NEARER * self._before
        self._before = distance
        few = len(self.losses) * self._net.batch_size < COURSE_IMAGES
        return few and nearer and distance > NEAR_ENOUGH

    def seen(self) -> showing.Seen:
        return showing.Seen(
            looks=self._looks,
            losses=self.losses,
            real=self._gauge.other,
            numbers={
                "steps": float(len(self.losses)),
                "finished": float(self.is_finished),
                **self._gauge.numbers(self._looks, self.losses),
            },
            training=self._gauge.training,
        )

    def _look(self) -> None:
        """Of the rounds after the first, only the last look is kept."""
        if self._rounds > 1:
            self._looks.pop()
        self._looks.append(showing.Look(len(self.losses), self._net.paint(self._z)))


@dataclass(frozen=True)
class _Gauge:
    """Measures painted images by real ones that were kept back."""

    other: np.ndarray  # uint8, never shown to the networks
    training: np.ndarray  # uint8, in an order of its own

    @classmethod
    def of(cls, part: Part, rng: np.random.Generator) -> "_Gauge":
        order = rng.permutation(len(part.images))
        return cls(part.fresh(rng, SAMPLES), part.images[order])

    @cached_property
    def _scale(self) -> measuring.Scale:
        return measuring.scale(self._known)

    @property
    def _known(self) -> np.ndarray:
        return np.asarray(self.training[: 2 * SAMPLES] / 255)

    @cached_property
    def _real(self) -> np.ndarray:
        return self._scale.of(self.other / 255)

    def distance(self, painted: np.ndarray) -> float:
        """Of painted images from real ones; infinite where they are no numbers."""
        if not np.isfinite(painted).all():
            return math.inf
        return measuring.frechet(
            self._scale.of(showing.pixels(painted) / 255), self._real
        )

    def numbers(
        self, looks: Sequence[showing.Look], losses: np.ndarray
    ) -> dict[str, float | None]:
        """What is told of one kind of images."""
        first, last = looks[0].images, looks[-1].images
        tail = losses[-max(len(losses) // 5, 1) :].mean(axis=0)
        numbers: dict[str, float | None] = {
            "d_loss": _plain(tail[0]),
            "g_loss": _plain(tail[1]),
            "largest": _plain(max(np.abs(look.images).max() for look in looks)),
            **dict.fromkeys(("start", "distance", "spread", "nearness", "newness")),
        }
        if not all(np.isfinite(look.images).all() for look in looks):
            return numbers
        mine = self._scale.of(showing.pixels(last) / 255)
        own = measuring.nearest(showing.pixels(last), self.training)[0]
        usual = measuring.nearest(self.other, self.training)[0]
        return numbers | {
            "start": self.distance(first),
            "distance": self.distance(last),
            "usual_distance": measuring.frechet(
                self._scale.of(self._known), self._real
            ),
            "spread": measuring.spread(mine) / measuring.spread(self._real),
            "nearness": float(np.median(own) / max(np.median(usual), measuring.TINY)),
            "newness": copies.newness(showing.pixels(last), self.other, self.training),
        }


def _plain(value: Any) -> float | None:
    return float(value) if math.isfinite(value) else None
