"""What runs in the sandboxes of an attempt apart (`apart.py`), beside `harness.HELPER`. It is not secret."""

from workers.packkit import stock

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


def _course_begin_with_these():
    # The weights that were put in are the first ones, until the model's own are taken back.
    _course_plain["own"] = _course_running["first"]
    _course_running["first"] = _course_running["model"].get_weights()


def _course_begin_with_own():
    _course_running["first"] = _course_plain["own"]


def _course_afresh():
    # The first weights again, and an optimizer that has not moved yet.
    _course_running["model"].set_weights(_course_running["first"])
    for variable in _course_running["optimizer"].variables:
        if variable.name != "learning_rate":
            variable.assign(_course_numpy.zeros(variable.shape, variable.dtype))
"""
)
"""Public: the same layers with a plain step, in the place of the student's functions."""
