"""One attempt in which the model learns where none of the student's code runs.

The student's sandbox describes its training model. A bare one builds it anew out of Keras's own layers, with
first weights of its own, trains it, and translates with it. In the end the student's model gets these
weights, and its own inference has to write the same. What `packkit.apart` says holds here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from workers_packs.translate_a_language import harness, reference
from workers_packs.translate_a_language.data import Dataset

from workers.packkit import apart, moving, stock
from workers.packkit.apart import NotShown, Reason
from workers.packkit.checks import Student

WHAT = harness.MODEL
MOST_WEIGHTS = 12_000_000  # 48 MB
LOOKED = 64  # training sentences that both models read
WRITTEN = 128  # validation sentences that both translate
LEAST_ALIKE = 0.99  # of their words: rounding may swap two that are equally likely

TELL = (
    stock.TELL
    + """
def _course_described():
    return _course_described_as(_course["model"])


def _course_weights():
    return _course["model"].weights
"""
)
"""Public: what is asked of the student's model, beside `harness.HELPER`."""

PLAIN = (
    stock.BUILD
    + """
import keras as _course_keras
import numpy as _course_numpy
import tensorflow as _course_tf

_course_plain = {}


def _course_start_from(description):
    _course_plain["description"] = description


def _course_greedy_of(model):
    # One word after another: what is behind a word has no say in it.
    @_course_tf.function
    def likeliest(source, written, place):
        logits = model([source, written], training=False)
        return _course_tf.argmax(logits[:, place], axis=1)

    def greedy(source, longest):
        rows = int(source.shape[0])
        written = _course_numpy.zeros((rows, longest + 1), "int32")
        written[:, 0] = 3
        done = _course_numpy.zeros(rows, bool)
        for place in range(longest):
            given = _course_tf.constant(written[:, :longest])
            words = likeliest(source, given, _course_tf.constant(place)).numpy()
            written[:, place + 1] = _course_numpy.where(done, 0, words)
            done |= words == 1
            if done.all():
                break
        return written[:, 1:]

    return greedy


def seq2seq_model(*sizes):
    model = _course_built(_course_plain["description"])
    return model, _course_greedy_of(model)


def _course_weights():
    return _course["model"].weights


def _course_keep_first():
    _course_plain["first"] = _course["model"].get_weights()


def _course_back_to_first():
    _course["model"].set_weights(_course_plain["first"])
"""
)
"""Public: the same layers, and greedy writing, in the place of the student's functions."""

Learn = Callable[[harness.Harness], dict[str, Any]]
"""Trains: the figures of the training, not of what it came to."""


@dataclass(frozen=True)
class Described:
    """Of the student's own fresh model."""

    start: float  # accuracy before any training
    description: Mapping[str, Any]
    shapes: moving.Shapes
    weights: list[np.ndarray]
    read: np.ndarray  # its logits with these weights


@dataclass(frozen=True)
class Learnt:
    """What the bare sandbox came to."""

    found: Mapping[str, Any]
    translations: Mapping[str, np.ndarray]
    read: np.ndarray  # logits with the trained weights
    last: list[np.ndarray]  # weights


class Apart:
    """One attempt. Each sandbox numbers the words alike, and no other attempt does."""

    def __init__(self, student: Student, dataset: Dataset, seed: int) -> None:
        self._student, self._seed = student, seed
        self._split = dataset.split(seed)

    def learnt(
        self, learn: Learn, parts: Mapping[str, str]
    ) -> tuple[harness.Harness, Learnt, float]:
        """The student's own model with trained weights, what is known of them, and their start.

        Raises NotShown, or an AssertionError where the student's code fails.
        """
        described = self._described()
        self._open(bare=True)
        try:
            learnt = self._learnt_from(described, learn, parts)
        except AssertionError as error:  # the sandbox ended, or Keras refused
            raise NotShown(Reason.ENDED, str(error)) from error
        self._open(bare=False)
        try:
            net = self._handed_back(learnt)
        except AssertionError as error:  # by itself the student's code may do better
            raise NotShown(Reason.ANSWERS, str(error)) from error
        return net, learnt, described.start

    def _open(self, *, bare: bool) -> None:
        self._student.start_over(bare=bare)
        self._student.seed(self._seed)

    def _harness(self) -> harness.Harness:
        return harness.Harness(self._student, self._split, self._seed)

    def _load(self, helper: str) -> None:
        self._student.load(helper)
        self._student.load(moving.HELPER)

    def _described(self) -> Described:
        net = self._harness()
        few = np.arange(len(self._split.validation))[:WRITTEN]
        start = net.score("validation", net.translations("validation", few))
        self._load(TELL)
        description = apart.description_of(self._student)
        shapes = self._shapes()
        weights = moving.read(self._student, WHAT, shapes)
        return Described(start.tokens, description, shapes, weights, self._read(net))

    def _shapes(self) -> moving.Shapes:
        return apart.shapes_of(self._student, WHAT, most=MOST_WEIGHTS)

    def _read(self, net: harness.Harness) -> np.ndarray:
        """Logits of some training sentences with their references."""
        read = reference.decoder_input(net.references["sample"][:LOOKED])
        return net.logits("sample", np.arange(len(read)), read.astype(np.int32))

    def _learnt_from(
        self, described: Described, learn: Learn, parts: Mapping[str, str]
    ) -> Learnt:
        """Where nothing of the student's runs."""
        student = self._student
        self._load(PLAIN)
        student.call("_course_start_from", described.description)
        net = self._harness()
        if self._shapes() != described.shapes:
            raise NotShown(Reason.LAYERS, "weights of other shapes than the student's")
        student.call("_course_keep_first")
        moving.put(student, described.weights)
        described.weights.clear()
        apart.require_same_answers(described.read, self._read(net))
        student.call("_course_back_to_first")
        found = learn(net)
        return Learnt(
            found=found,
            translations={name: net.translations(part) for name, part in parts.items()},
            read=self._read(net),
            last=moving.read(student, WHAT, described.shapes),
        )

    def _handed_back(self, learnt: Learnt) -> harness.Harness:
        """The student's own model and inference, with the trained weights."""
        net = self._harness()
        self._load(TELL)
        moving.put(self._student, learnt.last)
        if not np.isfinite(learnt.read).all():
            return net
        apart.require_same_answers(self._read(net), learnt.read)
        plain = learnt.translations["validation"][:WRITTEN]
        own = net.translations("validation", np.arange(len(plain)))
        words = reference.counted(plain) | reference.counted(own)
        alike = float((plain == own)[words].mean()) if words.any() else 1.0
        if alike < LEAST_ALIKE:
            raise NotShown(Reason.ANSWERS, f"{alike:.3f} of the words are the same")
        return net
