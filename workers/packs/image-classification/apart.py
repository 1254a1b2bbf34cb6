"""One attempt in which the network learns where none of the student's code runs.

The student's sandbox describes its network. A bare one builds it anew out of Keras's own layers, with
first weights of its own, and trains it. Before that both are compared, with the student's first weights: their
answers, and how a few steps of the student's `train_neural_network` and plain ones move them. In the end
the student's network gets the trained weights, and has to answer as the bare one did.
What `packkit.apart` says of an attempt that shows nothing holds here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from workers_packs.image_classification import (
    harness,
    measured,
    plain,
    reference,
    settings,
)
from workers_packs.image_classification.curve import Curve
from workers_packs.image_classification.data import Dataset, Part
from workers_packs.image_classification.heldout import held_out
from workers_packs.image_classification.learning import learn

from protocol.progress import Sink
from workers.packkit import answers, apart, moving
from workers.packkit.apart import NotShown, Reason
from workers.packkit.checks import Student

WHAT = "conv_net"
MOST_WEIGHTS = 12_000_000  # 48 MB, and twice of them are held
LOOKED = 500  # validation images that both networks are asked about
MOST_STEPS = 5  # of the student's own, to be compared with plain ones
STEPS_IN_ALL = 100  # of so many one is compared, so that it costs little
PLACES = 2000  # of each array of weights, that are compared


@dataclass(frozen=True)
class Described:
    """Of the student's own fresh network."""

    before: float  # what it knows of the classes
    description: Mapping[str, Any]
    shapes: moving.Shapes
    weights: list[np.ndarray]
    looked: np.ndarray  # its logits with these weights
    moved: list[np.ndarray]  # how the student's steps moved each array


@dataclass(frozen=True)
class Learnt:
    """What the bare sandbox came to."""

    run: measured.Run
    validation: np.ndarray  # logits
    test: np.ndarray
    most_untaught: float
    said: np.ndarray  # logits of the training images that print_stats is asked about
    last: list[np.ndarray]  # weights


class Apart:
    """One attempt. Everything random is drawn here, before any of it is sent."""

    def __init__(self, student: Student, dataset: Dataset, seed: int) -> None:
        self._student, self._dataset, self._seed = student, dataset, seed
        self._rng = rng = np.random.default_rng(seed)
        self._validation, self._test = held_out(dataset, rng)
        self._shown_as = harness.disguise(rng)
        self._looked = rng.permutation(len(self._validation.labels))[:LOOKED]
        images = len(dataset.training.labels)
        self._said = measured.chosen_to_say(images, rng)
        self._size = min(settings.BATCH_SIZE.chosen_by(student), images)
        asked = images // self._size * settings.EPOCHS.chosen_by(student)
        steps = min(max(asked // STEPS_IN_ALL, 1), MOST_STEPS)
        order = np.concatenate([rng.permutation(images) for _ in range(steps)])
        self._compared = order[: steps * self._size].reshape(steps, self._size)
        self._places: list[np.ndarray] = []

    def figures(self, sink: Sink) -> dict[str, Any]:
        """Raises NotShown, or an AssertionError where the student's code fails."""
        described = self._described()
        self._open(bare=True)
        try:
            learnt = self._learnt_from(described, sink)
        except AssertionError as error:  # the sandbox ended, or Keras refused
            raise NotShown(Reason.ENDED, str(error)) from error
        again, said = described.before, measured.truth(None, None, None)
        if measured.is_finite(learnt.run, learnt.validation, learnt.test):
            self._open(bare=False)
            try:
                again, said = self._handed_back(learnt)
            except AssertionError as error:
                # By itself the student's code may do better.
                raise NotShown(Reason.ANSWERS, str(error)) from error
        known = measured.Known(described.before, again, learnt.most_untaught)
        figures = measured.figures_of(
            learnt.run, learnt.validation, learnt.test, known, said
        )
        return {**figures, **apart.SHOWN}

    def _open(self, *, bare: bool) -> None:
        self._student.start_over(bare=bare)
        self._student.seed(self._seed)

    def _described(self) -> Described:
        net = self._harness(self._compared.ravel(), self._validation)
        logits = net.logits("validation")
        before = measured.known_of(net, logits, self._validation.labels)
        self._load(plain.TELL)
        description = apart.description_of(self._student)
        shapes = self._shapes()
        weights = moving.read(self._student, WHAT, shapes)
        sizes = [int(np.prod(shape)) for shape in shapes]
        self._places = apart.places_in(sizes, PLACES, self._rng)
        batches = np.arange(self._compared.size).reshape(self._compared.shape)
        moved = self._moved(net, batches)
        looked = logits[self._looked]
        return Described(before, description, shapes, weights, looked, moved)

    def _shapes(self) -> moving.Shapes:
        return apart.shapes_of(self._student, WHAT, most=MOST_WEIGHTS)

    def _load(self, *helpers: str) -> None:
        for helper in (*helpers, moving.HELPER):
            self._student.load(helper)

    def _harness(self, rows: np.ndarray, *parts: Part) -> harness.Harness:
        """Training images at these places, validation images and perhaps test images."""
        few = Part(*(a[rows] for a in (self._training.images, self._training.labels)))
        names = ("validation", "test")
        others = {name: part.images for name, part in zip(names, parts, strict=False)}
        return harness.Harness(self._student, few, others, self._shown_as)

    @property
    def _training(self) -> Part:
        return self._dataset.training

    def _learnt_from(self, described: Described, sink: Sink) -> Learnt:
        """Where nothing of the student's runs."""
        student, rng = self._student, self._rng
        self._load(plain.PLAIN)
        seed = int(rng.integers(2**31))
        student.call("_course_start_from", described.description, seed)
        everything = np.arange(len(self._training.labels))
        net = self._harness(everything, self._validation, self._test)
        self._compare(described, net)
        curve = Curve(net, sink, self._training, self._validation, rng)
        asked, done = learn(student, net, curve, self._dataset.limit, rng)
        epochs = settings.EPOCHS.chosen_by(student)
        data = (self._dataset, self._validation, self._test)
        return Learnt(
            run=measured.Run(*data, asked, done, epochs),
            validation=net.logits("validation"),
            test=net.logits("test"),
            most_untaught=curve.most_untaught,
            said=net.logits("training", np.concatenate(self._said)),
            last=moving.read(student, WHAT, described.shapes),
        )

    def _compare(self, described: Described, net: harness.Harness) -> None:
        """Whether the two networks are one: before any training, which else would be for nothing."""
        student = self._student
        if self._shapes() != described.shapes:
            raise NotShown(Reason.LAYERS, "weights of other shapes than the student's")
        moving.put(student, described.weights)
        described.weights.clear()
        looked = net.logits("validation", self._looked)
        apart.require_same_answers(described.looked, looked)
        student.call("_course_begin_with_these")
        spans = []
        for _ in range(2):
            student.call("_course_afresh")
            spans.append(self._moved(net, self._compared))
        trainable = answers.parts(
            student.call("_course_trainable"), WHAT, count=len(described.shapes)
        )
        learns = [answers.flag(one, WHAT) for one in trainable]
        own, ours, again = (
            [moves for moves, counts in zip(span, learns, strict=True) if counts]
            for span in (described.moved, *spans)
        )
        apart.require_same_steps(own, ours, again)
        student.call("_course_begin_with_own")
        student.call("_course_afresh")

    def _moved(self, net: harness.Harness, batches: np.ndarray) -> list[np.ndarray]:
        """How these steps move each array."""
        places = np.concatenate(self._places)
        before = moving.at(self._student, WHAT, places)
        net.train(batches)
        moves = moving.at(self._student, WHAT, places) - before
        ends = np.cumsum([len(part) for part in self._places])
        return list(np.split(moves, ends[:-1]))

    def _handed_back(self, learnt: Learnt) -> tuple[float, Mapping[str, Any]]:
        """The student's own network gets the weights: what it knows without, what is printed."""
        labels, rows = self._training.labels, self._looked
        looked = Part(self._validation.images[rows], self._validation.labels[rows])
        net = self._harness(np.concatenate(self._said), looked)
        self._load(plain.TELL)
        moving.put(self._student, learnt.last)
        own = net.logits("validation")
        apart.require_same_answers(own, learnt.validation[rows])
        count = len(self._said[0])
        places = np.arange(count + len(self._said[1]))
        said = net.said(places[:count], places[count:])
        loss = reference.cross_entropy(learnt.said[:count], labels[self._said[0]])
        share = reference.accuracy(learnt.said[count:], labels[self._said[1]])
        at_first = net.logits_at_first("validation")
        known = measured.known_of(net, at_first, looked.labels)
        return known, measured.truth(said, loss, share)
