"""Attention is found in a student's model however it was built, through the sandbox."""

import numpy as np
import pytest

from protocol.steps import StepKind
from tests.packs.exemplars import exemplars_of
from workers.environments.environments import find_runtime
from workers.grader.steps.preparing import parsed, student_for, work_of
from workers.sandbox.opening import STORE

SLUG = "translate-a-language"
HEIGHT = 12  # sentences of each part

WITH_ATTENTION = """
def encoding_layer(words, size, units, layers, kept):
    ids = keras.Input((None,), dtype="int32")
    x = keras.layers.Embedding(words, size)(ids)
    gru = keras.layers.GRU(units, return_sequences=True, return_state=True)
    return keras.Model(ids, gru(x))

def decoding_layer(words, size, units, layers, kept):
    ids, memory = keras.Input((None,), dtype="int32"), keras.Input((None, units))
    state = keras.Input((units,))
    x = keras.layers.Embedding(words, size)(ids)
    gru = keras.layers.GRU(units, return_sequences=True, return_state=True)
    x, new_state = gru(x, initial_state=state)
    seen = LAYER
    logits = keras.layers.Dense(words)(keras.layers.Concatenate()([x, seen]))
    return keras.Model([ids, memory, state], [logits, memory, new_state])
"""
DOT_PRODUCT = "keras.layers.Attention()([x, memory])"
ADDITIVE = "keras.layers.AdditiveAttention()([x, memory])"
HEADS = "keras.layers.MultiHeadAttention(2, 8)(x, memory)"


@pytest.fixture(scope="module", autouse=True)
def _kernels_are_forked(pack):
    STORE.keep([find_runtime(pack.runtime)])
    yield
    STORE.close()


@pytest.fixture
def shown(pack, dataset, module):
    """Which attention is shown of an untrained exemplar with other functions in it."""

    def show(name, functions=""):
        (exemplar,) = [e for e in exemplars_of(pack) if e.folder.name == name]
        student = student_for(
            pack,
            work_of(pack, exemplar.upload, parsed(exemplar.upload)),
            StepKind.TRAIN,
            find_runtime(pack.runtime),
        )
        student.start()
        try:
            student.load_definitions()
            student.load(functions)
            pairs = dataset.pairs
            split = module("data").Split(
                pairs[:HEIGHT], pairs[HEIGHT : 2 * HEIGHT], pairs[-HEIGHT:]
            )
            driven = module("harness").Harness(student, split, 5)
            return module("attention").shown(driven, driven.references["validation"])
        finally:
            student.close()

    return show


@pytest.mark.parametrize(
    ("name", "functions"),
    [
        ("lstm-with-attention", ""),
        ("gru", WITH_ATTENTION.replace("LAYER", DOT_PRODUCT)),
        ("gru", WITH_ATTENTION.replace("LAYER", ADDITIVE)),
        ("gru", WITH_ATTENTION.replace("LAYER", HEADS)),
    ],
    ids=["by hand", "dot product", "additive", "several heads"],
)
def test_attention_is_found(shown, name, functions):
    first, *others = shown(name, functions)
    assert len(others) == 2
    assert first.rows[-1] == first.columns[-1] == "."
    weights = np.array(first.values)
    assert weights.shape == (len(first.rows), len(first.columns))
    assert (weights > 0).all()  # an untrained network looks everywhere
    rounding = 0.005 * len(first.columns)
    assert weights.sum(axis=1).max() <= 1 + rounding


def test_without_attention_there_is_nothing_to_show(shown):
    assert list(shown("gru")) == []
