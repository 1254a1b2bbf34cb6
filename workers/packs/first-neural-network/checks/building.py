"""What the network is made of."""

import numpy as np
from workers_packs.first_neural_network import reference

from workers.packkit.checks import Student, as_float_array, assert_close, check, text


@check(
    title=text("The network starts in the right shape", ja="ネットワークの初期状態"),
    hint=text(
        "`NeuralNetwork(input_nodes, hidden_nodes, output_nodes, learning_rate)` should "
        "leave two weight matrices in the starter's shapes, filled with different "
        "random numbers.",
        ja="`NeuralNetwork(input_nodes, hidden_nodes, output_nodes, learning_rate)` は、"
        "スターターと同じ形の重み行列を2つ、ばらばらの乱数で用意してください。",
    ),
)
def initial_weights(student: Student, rng: np.random.Generator) -> None:
    case = reference.draw(rng, records=1, outputs=2)
    net = student.new("NeuralNetwork", *case.sizes, case.learning_rate)
    weights = reference.weights_of(student, net)
    for got, want in (
        (weights.hidden, case.weights.hidden),
        (weights.output, case.weights.output),
    ):
        assert got.shape == want.shape, f"shape {got.shape}, expected {want.shape}"
        assert np.isfinite(got).all(), "weights that are no finite numbers"
        assert len(np.unique(got)) > got.size // 2, "weights start equal to one another"


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
    for shape in ((), (5,), (3, 4)):
        x = rng.uniform(-12, 12, shape)
        answer = net.call("activation_function", x if shape else float(x))
        assert_close(
            as_float_array(answer), reference.sigmoid(x), rtol=1e-9, atol=1e-12
        )
