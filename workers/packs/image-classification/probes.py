"""The helper code for the sandbox, which calls the student's functions. It is not secret.

It runs beside the student's code and cannot be trusted, so the right values are computed outside, in
`reference.py`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from workers_packs.image_classification import settings

from workers.packkit import answers
from workers.packkit.checks import Student, require, text
from workers.packkit.numeric import Shape

MOST_PRINTED = 4000  # characters, as the helper cuts them
HELPER = '''
import contextlib as _course_contextlib
import gc as _course_gc
import io as _course_io
import os as _course_os
import tempfile as _course_tempfile

import keras as _course_keras
import numpy as _course_numpy

_course = {}


def _course_build(function, shape, arguments):
    """A model around one of the layer functions; its weights as they start."""
    entrance = _course_keras.Input(tuple(shape))
    made = globals()[function](entrance, *arguments)
    if not hasattr(made, "shape"):
        return None
    _course["model"] = _course_keras.Model(entrance, made)
    return [weight.numpy() for weight in _course["model"].trainable_weights]


def _course_fill(arrays):
    for weight, array in zip(_course["model"].trainable_weights, arrays):
        weight.assign(array)


def _course_outputs(images):
    return _course["model"](images, training=False)


def _course_fresh(shape, classes, keep_probability):
    """A network of the student's that has its weights: a subclass makes them when it is called.

    Its `build` alone makes none, but says that it is built.
    """
    _course.clear()
    _course_gc.collect()  # a large network may not fit into memory twice
    model = conv_net(tuple(shape), classes, keep_probability)
    if isinstance(model, _course_keras.Model) and not model.weights:
        model(_course_numpy.zeros((1, *shape), "float32"), training=False)
    return model


def _course_network(shape, classes, keep_probability):
    """The shapes of the trainable weights of the student's whole network."""
    model = _course_fresh(shape, classes, keep_probability)
    if not isinstance(model, _course_keras.Model):
        return None
    _course["model"] = model
    return [list(weight.shape) for weight in model.trainable_weights]


def _course_scale(numbers, factor):
    weights = _course["model"].trainable_weights
    for number in numbers:
        weights[number].assign(weights[number] * factor)


def _course_noise(shape, classes, keep_probability, weights_of_last, images, times):
    """What the network gives again and again in training mode."""
    kept = _course["model"].get_weights() if weights_of_last else None
    model = _course_fresh(shape, classes, keep_probability)
    if kept is not None:
        model.set_weights(kept)
    _course["model"] = model
    return [model(images, training=True).numpy() for _ in range(times)]


def _course_linear(kernel, bias, rate, shape):
    """A small model of ours: dropout and one linear layer."""
    layers = _course_keras.layers
    model = _course_keras.Sequential(
        [
            _course_keras.Input(tuple(shape)),
            layers.Flatten(),
            layers.Dropout(rate),
            layers.Dense(len(bias)),
        ]
    )
    model.set_weights([kernel, bias])
    return model


def _course_step(kernel, bias, rate, speed, features, labels):
    """Our model's weights after one call of train_neural_network, and the optimizer's steps."""
    model = _course_linear(kernel, bias, rate, features.shape[1:])
    optimizer = _course_keras.optimizers.SGD(speed)
    optimizer.build(model.trainable_variables)
    train_neural_network(model, optimizer, features, labels)
    return [*model.get_weights(), int(optimizer.iterations)]


@_course_contextlib.contextmanager
def _course_streams(file):
    """Sends what is written below Python, as by tf.print, into the file."""
    kept = [_course_os.dup(number) for number in (1, 2)]
    try:
        for number in (1, 2):
            _course_os.dup2(file.fileno(), number)
        yield
    finally:
        for number, old in zip((1, 2), kept):
            _course_os.dup2(old, number)
            _course_os.close(old)


def _course_printed(model, *parts):
    said = _course_io.StringIO()
    with _course_tempfile.TemporaryFile() as file:
        with _course_streams(file), _course_contextlib.redirect_stdout(said):
            with _course_contextlib.redirect_stderr(said):
                print_stats(model, *parts)
        file.seek(0)
        below = file.read(4000).decode("utf-8", "replace")
    return (said.getvalue() + below)[:4000]


def _course_stats(kernel, bias, rate, *parts):
    return _course_printed(_course_linear(kernel, bias, rate, parts[0].shape[1:]), *parts)
'''


def of_one_colour(rng: np.random.Generator, count: int) -> np.ndarray:
    """Images that stay the same when they are turned, flipped or moved.

    A network or a step may do that at random, and batch normalization makes much of it.
    """
    colours = rng.random((count, 1, 1, settings.IMAGE[-1]), dtype=np.float32)
    return np.broadcast_to(colours, (count, *settings.IMAGE)).copy()


def built(
    student: Student, function: str, shape: Sequence[int], *arguments: Any
) -> list[np.ndarray]:
    """A model around one layer function of the student's: its trainable weights."""
    student.load(HELPER)
    weights = student.call("_course_build", function, list(shape), list(arguments))
    require(
        weights is not None,
        text(
            f"Found: `{function}` returned no tensor.",
            ja=f"`{function}` がテンソルを返していません。",
        ),
    )
    return answers.arrays(weights, function, finite=True)


def outputs(
    student: Student,
    function: str,
    weights: Sequence[np.ndarray],
    images: np.ndarray,
    shape: Shape | None = None,
) -> np.ndarray:
    """What the model that was built last gives with these weights, in inference."""
    student.call("_course_fill", [weight.astype(np.float32) for weight in weights])
    answer = student.call("_course_outputs", images.astype(np.float32))
    return answers.array(answer, function, shape=shape, finite=True)


def network(
    student: Student, shape: Sequence[int], classes: int, keep_probability: float
) -> list[tuple[int, ...]]:
    """Builds the student's network: the shapes of its trainable weights."""
    student.load(HELPER)
    shapes = student.call("_course_network", list(shape), classes, keep_probability)
    require(
        shapes is not None,
        text(
            "Found: `conv_net` returned no `keras.Model`.",
            ja="`conv_net` が `keras.Model` を返していません。",
        ),
    )
    return [
        answers.shape_of(shape, "conv_net")
        for shape in answers.parts(shapes, "conv_net")
    ]


def logits(
    student: Student, images: np.ndarray, classes: int = settings.CLASSES
) -> np.ndarray:
    """(images, classes), finite numbers."""
    answer = student.call("_course_outputs", images)
    wanted = (len(images), classes)
    return answers.array(answer, "conv_net", shape=wanted, finite=True)


def noise(  # noqa: PLR0913 -- what is asked of the network
    student: Student,
    images: np.ndarray,
    keep_probability: float,
    *,
    classes: int = 10,
    times: int = 8,
    same_weights: bool = False,
) -> np.ndarray:
    """(times, images, classes): the same images in training mode, again and again."""
    if not same_weights:
        student.load(HELPER)
    answer = student.call(
        "_course_noise",
        list(images.shape[1:]),
        classes,
        keep_probability,
        same_weights,
        images,
        times,
    )
    wanted = (len(images), classes)
    return np.stack(
        answers.arrays(answer, "conv_net", count=times, shape=wanted, finite=True)
    )
