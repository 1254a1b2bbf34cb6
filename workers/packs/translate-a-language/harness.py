"""Trains the student's model in the sandbox; this side runs in the trusted process.

Words are sent as ids that are numbered at random for each run, so that nothing learnt elsewhere is of
use. The French sentences of held-out pairs are never sent.
"""

import numpy as np
from workers_packs.translate_a_language import reference, settings
from workers_packs.translate_a_language.data import Split
from workers_packs.translate_a_language.helper import VOCABULARIES

from workers.packkit import answers
from workers.packkit.checks import Student

HELPER = (
    VOCABULARIES
    + """
import time as _course_time
import keras as _course_keras
import numpy as _course_numpy
import tensorflow as _course_tf

_course = {}


def _course_tensor(array):
    return _course_tf.constant(_course_numpy.asarray(array, "int32"))


def _course_start(arrays, sizes, words, learning_rate, seed):
    _course_keras.utils.set_random_seed(seed)
    source_words, enc_size, dec_size, rnn_size, num_layers, kept = sizes
    model, inference = seq2seq_model(
        source_words, words, enc_size, dec_size, rnn_size, num_layers, kept
    )
    model([_course_tensor(arrays["sample"][:2]), _course_tensor([[3], [3]])], training=False)
    optimizer = _course_keras.optimizers.Adam(learning_rate, clipnorm=1.0)
    optimizer.build(model.trainable_variables)

    @_course_tf.function
    def step(source, written, targets):
        with _course_tf.GradientTape() as tape:
            logits = model([source, written], training=True)
            entropy = _course_tf.nn.sparse_softmax_cross_entropy_with_logits(
                targets, _course_tf.convert_to_tensor(logits)
            )
            counts = _course_tf.cast(targets != 0, entropy.dtype)
            loss = _course_tf.reduce_sum(entropy * counts) / _course_tf.reduce_sum(counts)
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    _course.update(arrays, model=model, inference=inference, step=step)


def _course_train(batches, seconds):
    end = _course_time.monotonic() + seconds
    losses = []
    for rows in batches:
        if losses and _course_time.monotonic() > end:
            break
        targets = _course["targets"][rows]
        written = _course_numpy.roll(targets, 1, axis=1)
        written[:, 0] = 3
        source = _course_tensor(_course["training"][rows])
        losses.append(
            _course["step"](source, _course_tensor(written), _course_tensor(targets))
        )
    return [len(losses), float(_course_numpy.mean([float(loss) for loss in losses]))]


def _course_translate(part, rows, longest):
    source = _course_tensor(_course[part][rows])
    return _course_numpy.asarray(_course["inference"](source, longest))


def _course_logits(part, rows, written):
    source = _course_tensor(_course[part][rows])
    return _course["model"]([source, _course_tensor(written)], training=False)


def _course_attention(part, rows, written):
    # Whoever builds attention takes a softmax over the English words, for each French one.
    noted, softmax = [], _course_tf.nn.softmax

    def noting(*args, **named):
        given = softmax(*args, **named)
        noted.append(given)
        return given

    _course_tf.nn.softmax = noting
    try:
        _course_logits(part, rows, written)
    finally:
        _course_tf.nn.softmax = softmax
    wide = _course[part].shape[1]
    found = None
    for given in noted:
        if not hasattr(given, "numpy"):  # of a graph: it has no value here
            continue
        weights = given.numpy()
        if weights.ndim == 4:  # several heads
            weights = weights.mean(axis=1)
        if weights.shape == (len(rows), written.shape[1], wide):
            found = weights
    return found
"""
)
"""Code for the sandbox, not secret: trains with teacher forcing as the starter does."""

MODEL = "seq2seq_model"  # the student's function that made all that is asked here
SAMPLE = 512  # training sentences that are translated, too
AT_ONCE = 256  # sentences for one call
FURTHER = 2  # ids that a translation may be longer than the longest reference


class Harness:
    """A fresh model of the student's functions and hyperparameters, to be trained.

    The arrays are sent to the sandbox here, once.
    """

    def __init__(self, student: Student, split: Split, seed: int) -> None:
        self._student = student
        rng = np.random.default_rng(seed)
        parts = {
            "training": split.training,
            "validation": split.validation,
            "test": split.test,
        }
        english, french = reference.sides([p for part in parts.values() for p in part])
        self.source = reference.vocabulary(english, rng)
        self.target = reference.vocabulary(french, rng)
        sources = self.source.encode(english, end=False)
        targets = self.target.encode(french, end=True)
        self.longest = targets.shape[1] + FURTHER
        self.sources: dict[str, np.ndarray] = {}
        self.references: dict[str, np.ndarray] = {}
        start = 0
        for name, pairs in parts.items():
            rows = slice(start, start + len(pairs))
            self.sources[name], self.references[name] = sources[rows], targets[rows]
            start += len(pairs)
        sample = rng.permutation(len(split.training))[:SAMPLE]
        for kept in (self.sources, self.references):
            kept["sample"] = kept["training"][sample]
        # The run's own seed stays outside: held-out sentences are drawn from it.
        self._begin(int(rng.integers(2**31)))

    def _begin(self, seed: int) -> None:
        self._student.load(HELPER)
        chosen = [number.chosen_by(self._student) for number in settings.SIZES]
        self._student.call(
            "_course_start",
            {**self.sources, "targets": self.references["training"]},
            [len(self.source.words), *chosen],
            self.target.disguised(),
            settings.LEARNING_RATE.chosen_by(self._student),
            seed,
        )

    def train(self, batches: np.ndarray, seconds: float) -> tuple[int, float]:
        """One step for each row of sentence numbers, one at least while the seconds last.

        How many steps were done, and their mean loss.
        """
        answer = self._student.call("_course_train", batches, seconds)
        steps, loss = answers.array(answer, MODEL, shape=(2,))
        done = answers.count(steps, MODEL, least=1, most=len(batches))
        return done, float(loss)

    def translations(self, part: str, rows: np.ndarray | None = None) -> np.ndarray:
        """Ids for the chosen sentences of a part, (sentences, longest), padded."""
        chosen = np.arange(len(self.sources[part])) if rows is None else rows
        found = []
        for start in range(0, len(chosen), AT_ONCE):
            some = chosen[start : start + AT_ONCE]
            answer = self._student.call("_course_translate", part, some, self.longest)
            ids = reference.written(
                answer,
                MODEL,
                sentences=len(some),
                longest=self.longest,
                words=len(self.target.words),
            )
            found.append(reference.padded(ids, self.longest))
        return np.concatenate(found)

    def attention(self, part: str, rows: np.ndarray, read: np.ndarray) -> np.ndarray:
        """What the last softmax over the English words gave, (sentences, written, English).

        An AssertionError where there is none.
        """
        answer = self._student.call("_course_attention", part, rows, read)
        wide = self.sources[part].shape[1]
        return answers.array(answer, MODEL, shape=(*read.shape, wide), finite=True)

    def score(self, part: str, translations: np.ndarray) -> reference.Score:
        wanted = reference.padded(self.references[part], self.longest)
        return reference.score(wanted[: len(translations)], translations)

    def logits(self, part: str, rows: np.ndarray, read: np.ndarray) -> np.ndarray:
        """What the model says after these ids, (sentences, written, French words)."""
        answer = self._student.call("_course_logits", part, rows, read)
        return answers.array(answer, MODEL, shape=(*read.shape, len(self.target.words)))

    def agreement(self, part: str, translations: np.ndarray) -> float:
        """Share of the ids that the trained model, fed with them, finds likeliest."""
        ids = translations
        read = reference.decoder_input(ids).astype(np.int32)
        logits = self.logits(part, np.arange(len(ids)), read)
        counts = reference.counted(ids)
        return float((logits.argmax(axis=2) == ids)[counts].mean())
