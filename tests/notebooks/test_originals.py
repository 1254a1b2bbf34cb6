"""A template with its blanks is told so; work with one thing filled in is an attempt."""

import pytest

from notebooks.originals import refuse_blank
from notebooks.refusals import Refusal
from notebooks.syntax import definitions

METHODS = """
class NeuralNetwork(object):
    def __init__(self, hidden_nodes):
        self.weights = np.random.normal(0.0, hidden_nodes**-0.5, 3)
        self.activation_function = lambda x: {sigmoid}

    def train(self, features, targets):
        change = np.zeros(3)
        for X, y in zip(features, targets):
            hidden = None
            error = None
            change += {change}
        self.weights += None

    def run(self, features):
        outputs = {outputs}
        return outputs
"""
HELPED = """
class NeuralNetwork(object):
    def train(self, features, targets):
        for X, y in zip(features, targets):
            out = self.forward_pass_train(X)
            self.backpropagation(out, y)
    def forward_pass_train(self, X):
        out, hidden = None, None
        final = None
        return final
    def backpropagation(self, out, y):
        error = {error}
        return error
"""
FUNCTIONS = '''
def normalize(x):
    """Scales pixels."""
    # TODO
    return {value}

def one_hot(x):
    pass

def layers(x):
    return None, None

def tables(text):
    return {{}}, {{}}

def write(word):
    return [word]

def later():
    raise NotImplementedError("write me")
'''
NAMES = ("normalize", "one_hot", "layers", "tables", "write", "later")


PARTLY = """
class NeuralNetwork:
    def train(self, features, targets):
        for X, y in zip(features, targets):
            hidden_inputs = {hidden_inputs}
            error = None
            self.weights += error

    def run(self, features):
        hidden_inputs = None
        return hidden_inputs
"""


def methods(change="None", outputs="None", sigmoid="0"):
    return METHODS.format(change=change, outputs=outputs, sigmoid=sigmoid)


def refusal(source, wanted, modules=None):
    with pytest.raises(Refusal) as caught:
        refuse_blank(wanted, definitions([source]), modules or {})
    assert caught.value.code == "blanks_left"
    return caught.value


@pytest.mark.parametrize("value", ["None", "np.zeros(3)", "self.run(X)", "X"])
def test_what_templates_give_is_no_work(value):
    words = refusal(PARTLY.format(hidden_inputs=value), ["NeuralNetwork"]).words
    assert "`train`, `run`" in words["en"]


@pytest.mark.parametrize("change", ["None", "0", "X"])
def test_a_class_whose_methods_hold_their_blanks(change):
    source = methods(change)
    assert "`train`, `run`" in refusal(source, ["NeuralNetwork"]).words["en"]


def test_a_method_that_only_calls_blank_ones_counts_with_them():
    words = refusal(HELPED.format(error="None"), ["NeuralNetwork"]).words
    assert "`forward_pass_train`, `backpropagation`" in words["en"]
    assert "`train`" not in words["en"]  # nothing is missing there


def test_functions_that_make_nothing():
    words = refusal(FUNCTIONS.format(value="None"), NAMES).words
    assert "`normalize`, `one_hot`, `layers`, `tables` and 2 more" in words["en"]
    assert "`tables` ほか 2 個に、" in words["ja"]


def test_the_class_in_a_side_file():
    source = "from my_answers import NeuralNetwork"
    modules = {"my_answers": methods()}
    refusal(source, ["NeuralNetwork"], modules)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (methods(outputs="features @ self.w"), ["NeuralNetwork"]),
        (HELPED.format(error="y - out"), ["NeuralNetwork"]),
        (FUNCTIONS.format(value="x / 255"), NAMES),
        (FUNCTIONS.format(value="x"), NAMES),
        (FUNCTIONS.format(value="None"), ["absent"]),
        ("x = 1", ["NeuralNetwork"]),
        (methods(sigmoid="1 / (1 + np.exp(-x))"), ["NeuralNetwork"]),
        (methods("error * X"), ["NeuralNetwork"]),
        (PARTLY.format(hidden_inputs="np.dot(X, self.weights)"), ["NeuralNetwork"]),
        (PARTLY.format(hidden_inputs="X @ self.weights"), ["NeuralNetwork"]),
        (PARTLY.format(hidden_inputs="self.activate(X)"), ["NeuralNetwork"]),
    ],
)
def test_one_thing_filled_in_is_an_attempt(source, wanted):
    refuse_blank(wanted, definitions([source]), {})


def test_a_value_that_begins_as_none_is_no_blank():
    source = methods("0").replace(
        "return outputs", "outputs = features @ self.w\n        return outputs"
    )
    refuse_blank(["NeuralNetwork"], definitions([source]), {})
