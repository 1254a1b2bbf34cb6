"""A model's description holds Keras's own layers and a few plain numbers, or it is refused."""

import copy
import json

import pytest

from workers.packkit import stock

FLOAT32 = {
    "module": "keras",
    "class_name": "DTypePolicy",
    "config": {"name": "float32"},
    "registered_name": None,
}


def initialiser(name, **config):
    return {
        "module": "keras.initializers",
        "class_name": name,
        "config": config,
        "registered_name": None,
    }


def layer(name="Dense", *, module="keras.layers", **config):
    return {
        "module": module,
        "class_name": name,
        "registered_name": None,
        "build_config": {"input_shape": [None, 4]},
        "config": {"name": "a_layer", "trainable": True, "dtype": FLOAT32, **config},
    }


def model(*layers):
    return {
        "module": "keras",
        "class_name": "Sequential",
        "registered_name": None,
        "compile_config": {"optimizer": "adam"},
        "config": {"name": "sequential", "layers": list(layers)},
    }


DENSE = layer(
    units=10,
    activation="relu",
    kernel_initializer=initialiser("GlorotUniform", seed=7),
    bias_initializer=initialiser("Constant", value=0.1),
    kernel_regularizer=None,
)


def test_layers_of_keras_come_through_with_their_numbers():
    found = stock.read(model(DENSE))
    (dense,) = found["config"]["layers"]
    assert dense["config"]["units"] == 10
    assert dense["config"]["bias_initializer"]["config"] == {"value": 0.1}
    assert json.loads(json.dumps(found)) == found


def test_nothing_that_was_not_asked_for_comes_along():
    found = stock.read(model(DENSE))
    assert "compile_config" not in found
    assert "build_config" not in found["config"]["layers"][0]


def test_seeds_are_left_to_the_run():
    kernel = stock.read(model(DENSE))["config"]["layers"][0]["config"]
    assert kernel["kernel_initializer"]["config"] == {"seed": None}


def test_what_goes_from_layer_to_layer_comes_through():
    tensor = {
        "class_name": "__keras_tensor__",
        "config": {
            "shape": [None, 4],
            "dtype": "float32",
            "keras_history": ["a", 0, 0],
        },
    }
    one = {**layer("Add", module="keras.src.ops.numpy"), "registered_name": "Other"}
    one["inbound_nodes"] = [{"args": [tensor, 2.0], "kwargs": {}}]
    found = stock.read(model(one))["config"]["layers"][0]
    assert found["inbound_nodes"][0]["args"] == [tensor, 2.0]
    assert found["registered_name"] == "Add"


def test_sizes_of_many_layers_are_no_weights():
    layers = [
        layer("Conv2D", kernel_size=[3, 3], strides=[1, 1], padding=[[1, 1], [1, 1]])
    ]
    assert stock.read(model(*layers * 300))


def test_first_weights_may_be_drawn_from_any_spread_around_zero():
    drawn = initialiser("RandomUniform", minval=-0.2, maxval=0.7, seed=None)
    assert stock.read(model(layer(kernel_initializer=drawn)))


REFUSED = {
    "nothing": None,
    "a list": [],
    "no class": {"module": "keras"},
    "a class of the student's": {"module": None, "class_name": "Classifier"},
    "code": model(layer("Lambda", function={"class_name": "__lambda__"})),
    "a lambda as an activation": model(
        layer(activation={"class_name": "__lambda__", "config": {"value": ["4wE="]}})
    ),
    "a function of a module": model(
        layer(
            activation={
                "module": "builtins",
                "class_name": "function",
                "config": "eval",
            }
        )
    ),
    "an array": model(
        layer(
            value={"class_name": "__numpy__", "config": {"value": [1.0], "dtype": "f"}}
        )
    ),
    "weights as an initialiser": model(
        layer(kernel_initializer=initialiser("Constant", value=[0.1] * 10))
    ),
    "one number as a kernel": model(
        layer(kernel_initializer=initialiser("Constant", value=0.1))
    ),
    "weights as an offset": model(
        layer(bias_initializer=initialiser("Constant", value=[0.1] * 17))
    ),
    "weights in rows": model(
        layer(bias_initializer=initialiser("Constant", value=[[0.1] * 10] * 150))
    ),
    "weights in many layers": model(*[layer(axis=[0.5] * 16) for _ in range(80)]),
    "weights as a scale, in rows": model(
        layer("Rescaling", scale=[[k, -k, 7] for k in range(6)])
    ),
    "weights as scales of many layers": model(
        *[layer("Rescaling", scale=[5, -7, 11, 2]) for _ in range(51)]
    ),
    "weights in what an operation is given": model(
        *[{**layer("Add"), "inbound_nodes": [{"args": [[5, -7, 11, 2]]}]}] * 51
    ),
    "weights as texts": model(
        *[layer("Rescaling", scale=["5", "-7", "11"]) for _ in range(67)]
    ),
    "one number as a mean": model(
        layer(kernel_initializer=initialiser("RandomNormal", mean=0.3, stddev=0.0))
    ),
    "one number as a range": model(
        layer(kernel_initializer=initialiser("RandomUniform", minval=0.3, maxval=0.3))
    ),
    "no number as a mean": model(
        layer(kernel_initializer=initialiser("RandomNormal", mean="0.3"))
    ),
    "a layer with arrays": model(layer("Normalization", mean=[0.0])),
    "too many layers": model(*[DENSE] * 401),
    "too long a description": model(*[layer(axis=[1] * 16) for _ in range(399)] * 4),
    "half of the precision": model(
        layer(dtype={**FLOAT32, "config": {"name": "mixed_float16"}})
    ),
    "a generator of its own": model(
        layer("Dropout", seed={"module": "keras.random", "class_name": "SeedGenerator"})
    ),
    "an enormous number": model(layer(units=10**12)),
    "no number": model(layer(rate=float("nan"))),
    "a long name": model(layer(activation="a" * 101)),
    "a name that is a text": model(layer(activation="a\nb")),
    "bytes": model(layer(activation=b"relu")),
    "a name of a number": model({**DENSE, "class_name": 7}),
    "a module that is a list": model({**DENSE, "module": ["keras.layers"]}),
    "a layer from elsewhere": model({**DENSE, "module": "tensorflow.keras.layers"}),
    "numbers as keys": model(layer(config={1: 2})),
}


@pytest.mark.parametrize("told", REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused(told):
    before = copy.deepcopy(told)
    with pytest.raises(stock.NotStock):
        stock.read(told)
    assert repr(told) == repr(before)


def test_the_helpers_are_python():
    for source in (stock.TELL, stock.BUILD):
        compile(source, "<helper>", "exec")
