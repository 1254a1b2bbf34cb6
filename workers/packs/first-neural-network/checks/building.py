"""What the network is made of."""

import numpy as np
from workers_packs.first_neural_network import reference

from workers.packkit import answers
from workers.packkit.checks import (
    Remote,
    Student,
    StudentError,
    assert_close,
    check,
    text,
)


@check(
    title=text("The network starts in the right shape", ja="ネットワークの初期状態"),
    hint=text(
        "`NeuralNetwork(input_nodes, hidden_nodes, output_nodes, learning_rate)` should "
        "leave two weight matrices in the starter's shapes, filled with random numbers "
        "as in the starter: hidden units that all start alike stay alike.",
        ja="`NeuralNetwork(input_nodes, hidden_nodes, output_nodes, learning_rate)` は、"
        "スターターと同じ形の重み行列を2つ、スターターと同じく乱数で用意してください。"
        "すべて同じ値から始まる隠れユニットは、学習してもずっと同じままです。",
    ),
)
def initial_weights(student: Student, rng: np.random.Generator) -> None:
    case = reference.draw(rng, records=1)
    net = student.new("NeuralNetwork", *case.sizes, case.learning_rate)
    weights = reference.weights_of(student, net, case)
    units = np.vstack([weights.hidden, weights.output.T])  # a column for each
    assert not (units == units[:, :1]).all(), "all hidden units start alike"


@check(
    title=text("Sigmoid", ja="シグモイド関数"),
    hint=text(
        "The hidden layer's `activation_function` should return 1 / (1 + exp(-x)), "
        "exactly, for a number and for an array of any shape.",
        ja="隠れ層の `activation_function` は、数値でもどんな形の配列でも、"
        "1 / (1 + exp(-x)) を正確に返してください。",
    ),
)
def sigmoid(student: Student, rng: np.random.Generator) -> None:
    case = reference.draw(rng, records=1)
    net = student.new("NeuralNetwork", *case.sizes, case.learning_rate)
    try:
        for shape in ((), (5,), (3, 4)):
            x = rng.uniform(-12, 12, shape)
            answer = net.call("activation_function", x if shape else float(x))
            assert_exact(answers.array(answer, "activation_function"), x)
    except StudentError:  # it may have another name: what the hidden layer does counts
        x = rng.uniform(-12, 12, 7)
        assert_exact(through_one_unit(student, net, case, x), x)


def through_one_unit(
    student: Student, net: Remote, case: reference.Case, x: np.ndarray
) -> np.ndarray:
    """What `run` returns if only one input, one hidden unit and the way between count."""
    hidden, output = (
        np.zeros_like(case.weights.hidden),
        np.zeros_like(case.weights.output),
    )
    hidden[0, 0] = output[0, 0] = 1
    reference.give_weights(student, net, reference.Weights(hidden, output))
    features = np.zeros((len(x), len(hidden)))
    features[:, 0] = x
    answer = net.call("run", features)
    return reference.predictions(student, answer, len(x)).ravel()


def assert_exact(answer: np.ndarray, x: np.ndarray) -> None:
    wanted = reference.sigmoid(x)
    assert_close(answer, wanted, rtol=1e-9, atol=1e-12)
