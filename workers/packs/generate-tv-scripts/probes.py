"""The helper code for the sandbox, which is not secret, and its inputs.

The helper runs beside the student's code. It builds networks, runs them, and returns weights and
answers as arrays; verdicts are computed outside.
"""

from collections.abc import Sequence

import numpy as np

from workers.packkit import answers
from workers.packkit.checks import Remote, Student

MATRIX = 2  # dimensions
MOST_DRAWN = 1_000_000  # numbers in one array of weights that are drawn here
HELPER = """
import keras as _course_keras
import numpy as _course_numpy


def _course_plain(kind, value):
    # What is no such thing goes out as it is: the check has clearer words than an error.
    try:
        return kind(value)
    except (TypeError, ValueError):
        return value


def _course_entries(table, key, value):
    pairs = table.items()
    return [[_course_plain(key, k), _course_plain(value, v)] for k, v in pairs]


def _course_tables(words):
    forward, backward = create_lookup_tables(words)
    return [_course_entries(forward, str, int), _course_entries(backward, int, str)]


def _course_tokens():
    return [[key, value] for key, value in token_lookup().items()]


def _course_inputs(batch_size):
    inputs = get_inputs(batch_size)
    return [list(inputs.shape), str(inputs.dtype)]


def _course_embed(batch_size, vocab_size, embed_dim):
    inputs = _course_keras.Input(batch_shape=(batch_size, None), dtype="int32")
    return _course_keras.Model(inputs, get_embed(inputs, vocab_size, embed_dim))


def _course_outputs(cell, inputs):
    # As in 2017 the final state may come along, behind the outputs.
    built = build_rnn(cell, inputs)
    return built[0] if isinstance(built, (list, tuple)) else built


def _course_rnn(batch_size, rnn_size, features):
    inputs = _course_keras.Input(batch_shape=(batch_size, None, features))
    return _course_keras.Model(inputs, _course_outputs(get_init_cell(rnn_size), inputs))


def _course_lstm_cells(layers):
    # Every LSTM layer has a cell, however deep it lies in what the student made of them.
    known = [x for x in layers if isinstance(x, _course_keras.layers.Layer)]
    parts = [part for layer in known for part in layer._flatten_layers()]
    return {id(x) for x in parts if isinstance(x, _course_keras.layers.LSTMCell)}


def _course_unused(rnn_size, features):
    inputs = _course_keras.Input(batch_shape=(1, None, features))
    cell = get_init_cell(rnn_size)
    model = _course_keras.Model(inputs, _course_outputs(cell, inputs))
    made = _course_lstm_cells(_course_keras.tree.flatten(cell))
    return len(made - _course_lstm_cells([model]))


def _course_network(batch_size, rnn_size, vocab_size, embed_dim):
    cell = get_init_cell(rnn_size)
    model = build_nn(cell, get_inputs(batch_size), vocab_size, embed_dim)
    if not isinstance(model, _course_keras.Model):
        raise TypeError("build_nn should return a keras.Model")
    # A model class of the student's own makes its weights when it is called for the first time.
    model(_course_numpy.zeros((batch_size, 1), "int32"), training=False)
    _course_forget(model)
    return model


def _course_weights(model):
    arrays = [variable.numpy() for variable in model.trainable_variables]
    return [_course_numpy.asarray(array) for array in arrays]


def _course_put(model, arrays):
    for variable, array in zip(model.trainable_variables, arrays):
        variable.assign(array)


def _course_forget(model):
    for layer in model._flatten_layers():
        for state in _course_keras.tree.flatten(getattr(layer, "states", None)):
            if state is not None:
                state.assign(_course_numpy.zeros(state.shape))


def _course_feed(model, parts):
    _course_forget(model)
    return [_course_numpy.asarray(model(part, training=False)) for part in parts]


def _course_picks(probabilities, words, count):
    table = dict(enumerate(words))
    return [str(pick_word(probabilities, table)) for _ in range(count)]


def _course_write(model, words, prime_word, length):
    forward = {word: number for number, word in enumerate(words)}
    backward = dict(enumerate(words))
    written = generate_words(model, forward, backward, prime_word, length)
    return [str(word) for word in written]
"""
"""Public: builds, feeds and reads networks made by the student's functions."""


def weights_of(
    student: Student, model: Remote, what: str = "build_nn"
) -> list[np.ndarray]:
    """As Keras lists them; `what` is the student's function that made the model."""
    answer = student.call("_course_weights", model)
    return answers.arrays(answer, what, dtype=np.float32)


def shapes_of(
    student: Student, model: Remote, what: str = "build_nn"
) -> list[tuple[int, ...]]:
    """Of a small network, whose weights are then drawn here."""
    weights = weights_of(student, model, what)
    return [answers.array(array, what, most=MOST_DRAWN).shape for array in weights]


def drawn(
    shapes: Sequence[tuple[int, ...]], rng: np.random.Generator
) -> list[np.ndarray]:
    """Weights of these shapes, large enough that every part of the network matters."""
    arrays = []
    for shape in shapes:
        spread = 0.5 if len(shape) < MATRIX else 1.6 / np.sqrt(max(shape[0], 1))
        arrays.append(np.asarray(rng.normal(0, spread, shape), np.float32))
    return arrays


def redrawn(
    student: Student, model: Remote, rng: np.random.Generator, what: str = "build_nn"
) -> list[np.ndarray]:
    """Gives the model weights that were drawn here, in the shapes of its own."""
    arrays = drawn(shapes_of(student, model, what), rng)
    put(student, model, arrays)
    return arrays


def put(student: Student, model: Remote, arrays: list[np.ndarray]) -> None:
    student.call("_course_put", model, arrays)


def fed(
    student: Student, model: Remote, *parts: np.ndarray, what: str = "build_nn"
) -> list[np.ndarray]:
    """The answers to the parts, fed one after another to a model that starts afresh."""
    answer = student.call("_course_feed", model, list(parts))
    arrays = answers.arrays(answer, what, count=len(parts), dtype=np.float32)
    told = f"answers of shapes {[array.shape for array in arrays]}"
    # They may differ in how many words they answer, and in nothing else.
    assert len({(a.shape[:1], a.shape[2:]) for a in arrays}) == 1, told  # noqa: S101
    assert len(arrays) == 1 or arrays[0].ndim >= MATRIX, told  # noqa: S101
    return arrays
