"""One attempt in which the network learns where none of the student's code runs.

The student's sandbox describes its network. A bare one builds it anew out of Keras's own layers, with
first weights of its own, and trains it. In the end the student's network gets these weights: it has
to answer as the bare one did, and its `train_neural_network` has to move them as a plain step does.
What `packkit.apart` says of an attempt that shows nothing holds here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from workers_packs.image_classification import harness, measured, reference, settings
from workers_packs.image_classification.curve import Curve
from workers_packs.image_classification.data import Dataset, Part
from workers_packs.image_classification.heldout import held_out

from protocol.progress import Sink
from workers.packkit import answers, apart, moving, stock
from workers.packkit.apart import NotShown, Reason
from workers.packkit.checks import Student

WHAT = "conv_net"
MOST_WEIGHTS = 12_000_000  # 48 MB, and twice of them are held
LOOKED = 500  # validation images that both networks are asked about
MOST_STEPS = 5  # of the student's own, to be compared with plain ones
STEPS_IN_ALL = 100  # of so many one is compared, so that it costs little
PLACES = 2000  # of each array of weights, that are compared

TELL = (
    stock.TELL
    + """
def _course_described():
    return _course_described_as(_course_running["model"])


def _course_weights():
    return _course_running["model"].weights
"""
)
"""Public: what is asked of the student's network, beside `harness.HELPER`."""

PLAIN = (
    stock.BUILD
    + """
import keras as _course_keras
import numpy as _course_numpy
import tensorflow as _course_tensorflow

_course_plain = {}


def _course_start_from(description, seed):
    _course_keras.utils.set_random_seed(seed)
    _course_plain["description"] = description


def normalize(images):
    return _course_numpy.asarray(images, "float32") / 255.0


def one_hot_encode(labels):
    return _course_numpy.eye(10, dtype="float32")[labels]


def conv_net(shape, classes, keep_probability):
    return _course_built(_course_plain["description"])


def _course_step_of(model, optimizer):
    entropy = _course_keras.losses.CategoricalCrossentropy(from_logits=True)

    @_course_tensorflow.function
    def step(images, labels):
        with _course_tensorflow.GradientTape() as tape:
            loss = entropy(labels, model(images, training=True)) + sum(model.losses)
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    return step


def train_neural_network(model, optimizer, images, labels):
    if "step" not in _course_plain:
        _course_plain["step"] = _course_step_of(model, optimizer)
    made = [_course_tensorflow.constant(part, "float32") for part in (images, labels)]
    _course_plain["step"](*made)


def _course_weights():
    return _course_running["model"].weights


def _course_trainable():
    return [bool(weight.trainable) for weight in _course_weights()]


def _course_afresh():
    # The first weights again, and an optimizer that has not moved yet.
    _course_running["model"].set_weights(_course_running["first"])
    for variable in _course_running["optimizer"].variables:
        if variable.name != "learning_rate":
            variable.assign(_course_numpy.zeros(variable.shape, variable.dtype))
"""
)
"""Public: the same layers with a plain step, in the place of the student's functions."""

Trained = Callable[
    [Student, harness.Harness, Curve, np.random.Generator], tuple[int, int]
]
"""Trains: steps asked for, and steps done."""


@dataclass(frozen=True)
class Learnt:
    """What the bare sandbox came to."""

    run: measured.Run
    validation: np.ndarray  # logits
    test: np.ndarray
    most_untaught: float
    said: np.ndarray  # logits of the training images that print_stats is asked about
    looked_at_first: np.ndarray  # logits, with the first weights
    first: list[np.ndarray]  # weights
    last: list[np.ndarray]
    spans: list[list[np.ndarray]]  # how two spans of plain steps moved the weights


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

    def figures(self, sink: Sink, trained: Trained) -> dict[str, Any]:
        """Raises NotShown, or an AssertionError where the student's code fails."""
        before, description, shapes = self._described()
        self._open(bare=True)
        try:
            learnt = self._learnt(description, shapes, sink, trained)
        except AssertionError as error:  # the sandbox ended, or Keras refused
            raise NotShown(Reason.ENDED, str(error)) from error
        again, said = before, measured.truth(None, None, None)
        if measured.is_finite(learnt.run, learnt.validation, learnt.test):
            self._open(bare=False)
            try:
                again, said = self._handed_back(learnt)
            except (
                AssertionError
            ) as error:  # by itself the student's code may do better
                raise NotShown(Reason.ANSWERS, str(error)) from error
        known = measured.Known(before, again, learnt.most_untaught)
        figures = measured.figures_of(
            learnt.run, learnt.validation, learnt.test, known, said
        )
        return {**figures, **apart.SHOWN}

    def _open(self, *, bare: bool) -> None:
        self._student.start_over(bare=bare)
        self._student.seed(self._seed)

    def _described(self) -> tuple[float, dict[str, Any], moving.Shapes]:
        """Of the student's own fresh network: what it knows, its layers and its weights."""
        net = self._harness(np.zeros(1, int), self._validation)
        logits = net.logits("validation")
        before = measured.known_of(net, logits, self._validation.labels)
        self._load(TELL)
        try:
            description = stock.read(self._student.call("_course_described"))
            return before, description, self._shapes()
        except stock.NotStock as error:
            raise NotShown(Reason.LAYERS, str(error)) from error

    def _shapes(self) -> moving.Shapes:
        try:
            return moving.shapes(self._student, WHAT, most=MOST_WEIGHTS)
        except moving.TooMany as error:
            raise NotShown(Reason.SIZE, str(error)) from error

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

    def _learnt(
        self,
        description: Mapping[str, Any],
        shapes: moving.Shapes,
        sink: Sink,
        trained: Trained,
    ) -> Learnt:
        """Where nothing of the student's runs."""
        student, rng = self._student, self._rng
        self._load(PLAIN)
        student.call("_course_start_from", description, int(rng.integers(2**31)))
        everything = np.arange(len(self._training.labels))
        net = self._harness(everything, self._validation, self._test)
        if self._shapes() != shapes:
            raise NotShown(Reason.LAYERS, "weights of other shapes than the student's")
        first = moving.read(student, WHAT, shapes)
        looked_at_first = net.logits_at_first("validation", self._looked)
        self._choose_places(shapes)
        spans = [self._moved(net, self._compared) for _ in range(2)]
        student.call("_course_afresh")
        curve = Curve(net, sink, self._training, self._validation, rng)
        asked, done = trained(student, net, curve, rng)
        epochs = settings.EPOCHS.chosen_by(student)
        data = (self._dataset, self._validation, self._test)
        return Learnt(
            run=measured.Run(*data, asked, done, epochs),
            validation=net.logits("validation"),
            test=net.logits("test"),
            most_untaught=curve.most_untaught,
            said=net.logits("training", np.concatenate(self._said)),
            looked_at_first=looked_at_first,
            first=first,
            last=moving.read(student, WHAT, shapes),
            spans=spans,
        )

    def _choose_places(self, shapes: moving.Shapes) -> None:
        sizes = [int(np.prod(shape)) for shape in shapes]
        told = self._student.call("_course_trainable")
        trainable = answers.parts(told, WHAT, count=len(sizes))
        every = apart.places_in(sizes, PLACES, self._rng)
        self._places = [
            places
            for places, moves in zip(every, trainable, strict=True)
            if answers.flag(moves, WHAT)
        ]

    def _moved(self, net: harness.Harness, batches: np.ndarray) -> list[np.ndarray]:
        """How these steps, from the first weights on, move each array."""
        self._student.call("_course_afresh")
        return self._moved_on(net, batches)

    def _moved_on(self, net: harness.Harness, batches: np.ndarray) -> list[np.ndarray]:
        places = np.concatenate(self._places)
        before = moving.at(self._student, WHAT, places)
        net.train(batches)
        moves = moving.at(self._student, WHAT, places) - before
        ends = np.cumsum([len(part) for part in self._places])
        return list(np.split(moves, ends[:-1]))

    def _handed_back(self, learnt: Learnt) -> tuple[float, Mapping[str, Any]]:
        """The student's own network gets the weights: what it knows at first, what is printed."""
        student, labels = self._student, self._training.labels
        compared = self._compared.ravel()
        rows = np.concatenate([compared, *self._said])
        images, truths = self._validation.images, self._validation.labels
        looked = Part(images[self._looked], truths[self._looked])
        net = self._harness(rows, looked)
        self._load(TELL)
        moving.put(student, learnt.first)
        at_first = net.logits("validation")
        apart.require_same_answers(at_first, learnt.looked_at_first)
        batches = np.arange(compared.size).reshape(self._compared.shape)
        apart.require_same_steps(self._moved_on(net, batches), *learnt.spans)
        moving.put(student, learnt.last)
        apart.require_same_answers(
            net.logits("validation"), learnt.validation[self._looked]
        )
        places = [compared.size + np.arange(len(part)) for part in self._said]
        batch, others = places[0], places[1] + len(places[0])
        said = net.said(batch, others)
        count = len(batch)
        loss = reference.cross_entropy(learnt.said[:count], labels[self._said[0]])
        share = reference.accuracy(learnt.said[count:], labels[self._said[1]])
        known = measured.known_of(net, at_first, looked.labels)
        return known, measured.truth(said, loss, share)
