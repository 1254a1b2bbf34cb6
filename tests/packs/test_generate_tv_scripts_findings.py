"""What project 3's refusals name: the student's own layers, in words to act on."""

import numpy as np
import pytest

from workers.packkit.checks import Unsuitable

SLUG = "generate-tv-scripts"
UNITS, INPUTS = 6, 4


@pytest.fixture(scope="module")
def findings(module):
    return module("findings")


def lstm(units=UNITS, inputs=INPUTS):
    return [
        np.ones(shape)
        for shape in ((inputs, 4 * units), (units, 4 * units), (4 * units,))
    ]


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ([np.ones((10, 24)), np.ones(24)], ["(10, 24) (24,)", "wrote yourself", "RNN"]),
        ([*lstm(), np.ones(UNITS), np.ones(UNITS)], ["normalization", "(6,) (6,)"]),
        ([*lstm(), np.ones((6, 9)), np.ones(9)], ["(6, 9) (9,)", "`Dense`"]),
        ([*lstm(), np.ones((6, 9))], ["(6, 9)", "Take out the layer"]),
    ],
    ids=["own LSTM", "normalization", "second Dense", "one array"],
)
def test_layers_that_are_no_lstm_are_told_by_their_weights(module, arrays, words):
    with pytest.raises(Unsuitable) as caught:
        module("reference").layers_of(arrays, INPUTS)
    for word in words:
        assert word in caught.value.found["en"]
    assert caught.value.found["ja"] != caught.value.found["en"]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ((2, 9), "of 2 dimensions, where (batch_size, length, rnn_size)"),
        ((2, 5, 8), "dimension `rnn_size` is smaller"),
        ((2, 5, 4711), "dimension `rnn_size` is larger"),
        ((2, 1, 9), "dimension `length` is smaller"),
    ],
)
def test_a_shape_is_told_by_the_first_dimension_that_differs(findings, found, told):
    names = ("batch_size", "length", "rnn_size")
    findings.require_shape((2, 5, 9), (2, 5, 9), *names)
    with pytest.raises(Unsuitable) as caught:
        findings.require_shape(found, (2, 5, 9), *names)
    assert told in caught.value.found["en"]
    assert "4711" not in str(caught.value.found)


class Tokens:
    """A student whose table of symbols is given."""

    def __init__(self, table):
        self.table = table

    def load(self, source):
        compile(source, "helper", "exec")

    def call(self, function):
        assert function == "_course_tokens"
        return [[key, value] for key, value in self.table.items()]


@pytest.mark.parametrize(
    ("changes", "check", "told"),
    [
        ({}, None, None),
        ({"--": None, "\n": None}, "all_symbols", r"no entry for `'\n'`, `'--'`"),
        ({":": "||colon||"}, "all_symbols", "`':'`, which is none of the ten"),
        ({"--": "dash"}, "stand_apart", "the token `'dash'`"),
        ({"--": "||a dash||"}, "stand_apart", "the token `'||a dash||'`"),
        ({"--": "||PERIOD||"}, "stand_apart", "same token"),
    ],
)
def test_the_symbol_or_token_that_does_not_fit_is_named(
    module, rng, changes, check, told
):
    wanted = module("reference").SYMBOLS | changes
    student = Tokens({key: value for key, value in wanted.items() if value})
    tokens = module("checks.tokens")
    for name in ("all_symbols", "stand_apart"):
        if name == check:
            with pytest.raises(Unsuitable) as caught:
                getattr(tokens, name).function(student, rng)
            assert told in caught.value.found["en"]
            break
        getattr(tokens, name).function(student, rng)


class Inputs:
    """A student whose `keras.Input` holds numbers of the given kind."""

    def __init__(self, dtype):
        self.dtype = dtype

    def load(self, source):
        compile(source, "helper", "exec")

    def call(self, function, rows):
        assert function == "_course_inputs"
        return [[rows, None], self.dtype]


def test_an_input_that_takes_fractions_is_told_how_to_take_whole_numbers(module, rng):
    inputs = module("checks.network").inputs.function
    for whole in ("int32", "int64", "uint16"):
        inputs(Inputs(whole), rng)
    with pytest.raises(Unsuitable) as caught:
        inputs(Inputs("float32"), rng)
    assert 'dtype="int32"' in caught.value.found["en"]
    assert 'dtype="int32"' in caught.value.found["ja"]


def test_the_loss_is_told_with_the_epochs_that_were_done(module):
    training_loss = module("training").training_loss.function
    figures = {"training_limit": 1.0, "epochs_done": 4.5, "epochs_asked": 30}
    training_loss(figures | {"training_loss": 0.97})
    with pytest.raises(Unsuitable) as caught:
        training_loss(figures | {"training_loss": 1.4249})
    assert "a loss of 1.42 after 4.5 of 30 epochs" in caught.value.found["en"]
