"""What runs in the sandbox beside the student's class, to train it and to ask it."""

HELPER = """
import numpy as _course_numpy

_course = {}


def _course_start(arrays, sizes, learning_rate, one_by_one):
    _course.update(arrays, one_by_one=one_by_one)
    _course["network"] = NeuralNetwork(*sizes, learning_rate)
    return _course_weights()


def _course_begin(hidden, output):
    network = _course["network"]
    network.weights_input_to_hidden = hidden
    network.weights_hidden_to_output = output


def _course_train(batches, looks):
    network, features = _course["network"], _course["training"]
    targets, one_by_one = _course["targets"], _course["one_by_one"]
    seen, looks = [], set(looks)
    with _course_numpy.errstate(all="ignore"):
        for number, rows in enumerate(batches, start=1):
            if one_by_one:
                for record, target in zip(features[rows], targets[rows]):
                    network.train(record, target)
            else:
                network.train(features[rows], targets[rows])
            if number in looks:
                seen.append(_course_weights())
    return seen


def _course_predict(part, rows):
    features = _course["training" if part == "sample" else part]
    chosen = features if rows is None else features[rows]
    with _course_numpy.errstate(all="ignore"):
        return _course_numpy.asarray(_course["network"].run(chosen), dtype=float)


def _course_weights():
    network = _course["network"]
    pair = [network.weights_input_to_hidden, network.weights_hidden_to_output]
    return [_course_numpy.array(matrix, dtype=float) for matrix in pair]
"""
"""Code for the sandbox, not secret: calls `train` for each batch as the edition's notebook does."""
