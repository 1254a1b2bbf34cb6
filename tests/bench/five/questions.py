"""The tests, one text for all three: `ask(name, *arguments)` calls the student's function.

Inside nbgrader's and otter's kernel `ask` is a plain call; in ReviewHub it crosses into the
sandbox. Inputs are fresh each time, the expected answer is worked out beside the question.
"""

import numpy as np


def agree(answer, expected):
    assert np.shape(answer) == np.shape(expected)
    assert np.allclose(answer, expected)


def ask_softmax(ask, rng):
    scores = rng.normal(size=(6, 4)) * 5
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    agree(ask("softmax", scores), powers / powers.sum(axis=1, keepdims=True))


def ask_standardise(ask, rng):
    columns = rng.normal(3, 2, size=(20, 3))
    expected = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    agree(ask("standardise", columns), expected)


def ask_one_hot(ask, rng):
    labels = rng.integers(0, 7, size=12)
    expected = (labels[:, None] == np.arange(7)).astype(float)
    agree(ask("one_hot", labels, 7), expected)


def ask_moving_average(ask, rng):
    values = rng.normal(size=30)
    expected = np.convolve(values, np.full(5, 0.2), mode="valid")
    agree(ask("moving_average", values, 5), expected)


def ask_confusion_matrix(ask, rng):
    truth, guesses = rng.integers(0, 4, size=(2, 50))
    expected = np.zeros((4, 4))
    for row, column in zip(truth, guesses, strict=True):
        expected[row, column] += 1
    agree(ask("confusion_matrix", truth, guesses, 4), expected)
