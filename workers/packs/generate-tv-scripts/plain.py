"""The student's network without the student's code: the same layers, made anew where none of it runs.

The checks have shown that the network works out what these layers do. So it can be trained in a
sandbox that holds nothing of the student's, and what comes out was learnt there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from workers_packs.generate_tv_scripts import moving, reference

from workers.packkit import answers
from workers.packkit.checks import Student

LARGEST_RATE = 0.99  # of dropout
WHAT = "build_nn"

RATES = """
def _course_rates(model):
    # Of dropout: behind the embedding and each LSTM cell, and those cells' own.
    behind, within = [0.0], []
    for layer in model._flatten_layers(include_self=False):
        rate = getattr(layer, "rate", None)
        if isinstance(layer, _course_keras.layers.LSTMCell):
            behind[-1] = max(behind[-1], float(layer.dropout))
            within.append(float(layer.recurrent_dropout))
            behind.append(0.0)
        elif isinstance(rate, float) and "Dropout" in type(layer).__name__:
            behind[-1] = max(behind[-1], rate)
    return [behind, within]
"""
"""Public: what a model's dropout layers drop."""

HELPER = """
def _course_plain_network(rows, words, embed_dim, layers, has_bias, behind):
    make = _course_keras.layers
    inputs = _course_keras.Input(batch_shape=(rows, None), dtype="int32")
    outputs = make.Embedding(words, embed_dim)(inputs)
    for (units, use_bias, within), rate in zip(layers, behind):
        outputs = make.Dropout(rate)(outputs) if rate else outputs
        outputs = make.LSTM(
            units,
            use_bias=use_bias,
            recurrent_dropout=within,
            return_sequences=True,
            stateful=True,
        )(outputs)
    outputs = make.Dropout(behind[-1])(outputs) if behind[-1] else outputs
    scores = make.Dense(words, use_bias=has_bias)(outputs)
    return _course_keras.Model(inputs, scores)
"""
"""Public: the same layers as the student's, with fresh weights."""


@dataclass(frozen=True)
class Plain:
    """What is known of the student's network. No weights: they would take memory all the time."""

    places: Sequence[int]  # where each array of ours stands among the student's
    behind: Sequence[float]  # rates of dropout behind embedding and each LSTM layer
    within: Sequence[float]  # of the LSTM layers' own

    @classmethod
    def of(
        cls, student: Student, model: Any, arrays: list[np.ndarray], words: int
    ) -> "Plain":
        """Or an AssertionError, where it is no embedding, LSTM layers and linear layer."""
        layers = len(reference.Network.of(arrays, words).layers)
        ordered = reference.in_order(arrays, words)
        places = [
            next(n for n, known in enumerate(arrays) if known is array)
            for array in ordered
        ]
        found = answers.parts(student.call("_course_rates", model), WHAT, count=2)
        behind, within = (_rates(rates) for rates in found)
        return cls(
            places,
            _as_many(behind, layers + 1),
            _as_many(within, layers),
        )

    def make(
        self,
        student: Student,
        arrays: Sequence[np.ndarray],
        rows: int,
        rng: np.random.Generator,
    ) -> Any:
        """The same layers, with the student's own first weights at other places."""
        ordered = [arrays[place] for place in self.places]
        words, embed_dim = ordered[0].shape
        has_bias = ordered[-1].ndim == 1
        layers: list[list[Any]] = []
        for array in ordered[1 : -2 if has_bias else -1]:
            if array.ndim == 1:
                layers[-1][1] = True
            elif not layers or layers[-1][3]:
                layers.append([len(array), False, self.within[len(layers)], False])
            else:  # the recurrent kernel
                layers[-1][0], layers[-1][3] = len(array), True
        model = student.new(
            "_course_plain_network",
            rows,
            words,
            embed_dim,
            [layer[:3] for layer in layers],
            has_bias,
            list(self.behind),
        )
        start = 0
        for array in ordered:
            moving.put(student, model, [scattered(array, rng)], start=start)
            start += array.size
        return model

    def returned(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Trained arrays in the order in which the student's model lists its own."""
        trained = answers.parts(list(arrays), WHAT, count=len(self.places))
        standing = dict(zip(self.places, trained, strict=True))
        return [standing[place] for place in range(len(trained))]


def scattered(array: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The same numbers at other places, each within its own gate of an LSTM layer.

    A recurrent kernel is turned instead: Keras makes it orthogonal, and so it stays.
    """
    *rows, columns = array.shape
    if rows and columns == reference.GATES * rows[0]:
        drawn = rng.standard_normal((rows[0], rows[0]), np.float32)
        turn, _ = np.linalg.qr(drawn)
        return np.asarray(turn @ array, np.float32)
    gates = reference.GATES if columns % reference.GATES == 0 else 1
    answer = np.empty(array.shape, np.float32)
    for before, after in zip(
        *(np.split(a, gates, -1) for a in (array, answer)), strict=True
    ):
        numbers = before.flatten()
        rng.shuffle(numbers)
        after[:] = numbers.reshape(before.shape)
    return answer


def _rates(answer: Any) -> list[float]:
    rates = answers.array(answer, WHAT, dims=1, most=1000, finite=True)
    return [float(rate) for rate in rates.clip(0, LARGEST_RATE)]


def _as_many(rates: list[float], count: int) -> list[float]:
    """Where the layers were counted otherwise, what is left over counts for nothing."""
    return [*rates, *[0.0] * count][:count]
