"""Trains the student's network in sandboxes; this side runs in the trusted process.

One sandbox holds the student's code and tells what the network is made of. Another, with nothing of
theirs, trains the same layers. A third has the student's code again: it gets the trained weights,
answers and writes.
"""

from collections.abc import Sequence

import numpy as np
from workers_packs.generate_tv_scripts import moving, plain, probes, reference, settings

from protocol.texts import Text
from workers.packkit import answers
from workers.packkit.checks import Remote, Student, StudentError, require, text

HELPER = """
import time as _course_time
import tensorflow as _course_tensorflow

_course = {}


def _course_start(model, batches, learning_rate):
    optimizer = _course_keras.optimizers.Adam(learning_rate, clipvalue=1.0)
    optimizer.build(model.trainable_variables)
    loss = _course_keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    @_course_tensorflow.function
    def step(inputs, targets):
        with _course_tensorflow.GradientTape() as tape:
            value = loss(targets, model(inputs, training=True))
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(value, variables), variables))

    pairs = [tuple(map(_course_tensorflow.constant, pair)) for pair in batches]
    _course.update(model=model, step=step, pairs=pairs, done=0)


def _course_train(until, seconds):
    end = _course_time.monotonic() + seconds
    while _course["done"] < until and _course_time.monotonic() < end:
        place = _course["done"] % len(_course["pairs"])
        if place == 0:
            _course_forget(_course["model"])
        _course["step"](*_course["pairs"][place])
        _course["done"] += 1
    return _course["done"]
"""
"""Code for the sandbox, not secret: Adam with clipped gradients, state kept during each epoch."""
SCORES = """
def _course_scores(model, inputs, rows):
    _course_forget(model)
    return _course_numpy.asarray(model(inputs, training=False))[rows]
"""
"""Public: the scores that a model gives, of a few rows of what it reads."""


class Harness:
    """A fresh network of the student's functions and hyperparameters, to be trained.

    `ids` is the text as numbers; their words are sent only when the network writes. No code of
    the student's runs where they are learnt from.
    """

    def __init__(
        self, student: Student, ids: np.ndarray, words: int, seed: int
    ) -> None:
        self._student = student
        self._words = words
        rnn_size, embed_dim = settings.RNN_SIZE, settings.EMBED_DIM
        self._sizes = (rnn_size.chosen_by(student), words, embed_dim.chosen_by(student))
        rows = settings.BATCH_SIZE.chosen_by(student)
        steps = settings.SEQ_LENGTH.chosen_by(student)
        self.batches = reference.batches(ids, rows, steps)
        if not len(self.batches):
            told = f"{rows} rows of {steps} words, but {len(ids)} words in all"
            raise StudentError(told, _no_batch(rows, steps, len(ids)))
        self._done = 0  # batches
        self._trained: list[np.ndarray] = []
        self._seed, rng = seed, np.random.default_rng([seed, rows])
        self._open(plain.RATES)
        model = student.new("_course_network", rows, *self._sizes)
        arrays = moving.read(student, model)
        self._read(arrays)
        self._plain = plain.Plain.of(student, model, arrays, words)
        student.start_over(bare=True)
        self._open(HELPER, plain.HELPER)
        self._model = self._plain.make(student, arrays, rows, rng)
        student.call(
            "_course_start",
            self._model,
            self.batches.astype(np.int32),
            settings.LEARNING_RATE.chosen_by(student),
        )

    def train(self, until: int, seconds: float) -> int:
        """Batches done in all: `until`, or fewer where the seconds were too short."""
        answer = self._student.call("_course_train", until, seconds)
        self._done = answers.count(answer, "build_nn", least=self._done, most=until)
        return self._done

    def network(self) -> reference.Network:
        """A copy of the network, as far as it is trained, on the trusted side."""
        self._trained = []  # before they are read again: they may be large
        self._trained = moving.read(self._student, self._model)
        return self._read(self._trained)

    def hand_back(self) -> None:
        """From now on the student's own network is asked, with the weights that were read last."""
        rows = settings.BATCH_SIZE.chosen_by(self._student)
        self._trained = self._plain.returned(self._trained)
        self._student.start_over(bare=False)
        self._open(SCORES)
        self._model = self._with_weights(rows)

    def _with_weights(self, rows: int) -> Remote:
        model = self._student.new("_course_network", rows, *self._sizes)
        moving.put(self._student, model, self._trained)
        return model

    def _open(self, *helpers: str) -> None:
        """A sandbox that was just opened gets its seed and what is to run in it."""
        self._student.seed(self._seed)
        for helper in (probes.HELPER, moving.HELPER, *helpers):
            self._student.load(helper)

    def _read(self, arrays: Sequence[np.ndarray]) -> reference.Network:
        found = reference.Network.of(arrays, self._words)
        units, _, embed_dim = self._sizes
        sizes = {layer.units for layer in found.layers}
        require(
            sizes == {units} and found.embedding.shape[1] == embed_dim,
            text(
                "Found: a trained network of other sizes than `rnn_size` and `embed_dim`.",
                ja="学習後のネットワークの大きさが `rnn_size` や `embed_dim` と違います。",
            ),
        )
        return found

    def scores(self, ids: np.ndarray, rows: Sequence[int]) -> np.ndarray:
        """The model's own answer, having read nothing before, of these rows; ids is (rows, steps)."""
        shown = ids.astype(np.int32)
        answer = self._student.call("_course_scores", self._model, shown, list(rows))
        most = len(rows) * ids.shape[1] * self._words
        return answers.array(answer, "build_nn", most=most, dtype=np.float32)

    def write(self, words: Sequence[str], prime_word: str, length: int) -> list[str]:
        """By the student's `generate_words`, on a copy that reads one row."""
        writer = self._with_weights(1)
        answer = self._student.call(
            "_course_write", writer, list(words), prime_word, length
        )
        return answers.strings(answer, "generate_words")


def _no_batch(rows: int, steps: int, words: int) -> Text:
    return text(
        f"One batch of yours needs {rows * steps:,} words (`batch_size` {rows} times "
        f"`seq_length` {steps}), and the script here has {words:,}: there is nothing to learn "
        "from. Choose smaller ones, so that the script makes several batches.",
        ja=f"1つのバッチに {rows * steps:,} 語（`batch_size` {rows} × `seq_length` {steps}）が"
        f"必要ですが、ここの台本は {words:,} 語なので、学習するバッチがありません。"
        "複数のバッチができるように、小さい値を選んでください。",
    )


def rows_of(batches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and targets as the long rows they were cut from, (rows, steps) each."""
    count, _, rows, steps = batches.shape
    long = batches.transpose(1, 2, 0, 3).reshape(2, rows, count * steps)
    return long[0], long[1]
