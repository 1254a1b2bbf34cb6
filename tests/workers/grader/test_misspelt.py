"""A name that nothing defines, spelt almost like one of the student's own."""

import pytest

from workers.grader.missing import Available
from workers.grader.misspelt import meant_name, told
from workers.grader.raised import Raised, hint_of

SOURCE = """import numpy as np
class NeuralNetwork(object):
    def __init__(self, rate):
        self.lr, self.hidden_nodes = rate, 3
        self.activation_function = lambda x: x
    def train(self, features):
        n_records = len(features)
        return self.activation_fuction(n_recods) + self.tarin(featuers) + self.hidden_node
"""


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        (
            "'NeuralNetwork' object has no attribute 'activation_fuction'",
            "activation_function",
        ),
        ("'NeuralNetwork' object has no attribute 'tarin'", "train"),
        ("'NeuralNetwork' object has no attribute 'hidden_node'", "hidden_nodes"),
        ("name 'n_recods' is not defined", "n_records"),
        ("'NeuralNetwork' object has no attribute 'n_recods'", ""),
        ("'NeuralNetwork' object has no attribute 'activation_functions'", ""),
        ("name 'entirely_other' is not defined", ""),
        ("name 'n_records' is not defined", ""),
        ("activation_fuction", ""),
    ],
)
def test_a_name_of_the_students_own_that_is_almost_so_is_found(message, meant) -> None:
    source = SOURCE + "print(entirely_other, n_records)"
    assert meant_name(message, source) == meant


def test_it_stands_in_the_hint_and_holds_for_a_repeated_exception_too() -> None:
    message = "'NeuralNetwork' object has no attribute 'activation_fuction'"
    words = {"NeuralNetwork", "activation_fuction"}
    raised = Raised("AttributeError", message).within(SOURCE, words)
    for one in (raised, raised.in_common(raised)):
        hint = hint_of(one, Available((), ()))
        assert "Is `activation_function` meant?" in hint["en"]
        assert "`activation_function` のつもり" in hint["ja"]
    assert raised.in_common(Raised("AttributeError", message)).meant == ""
    assert told("") == {}


def test_very_many_names_take_no_time() -> None:
    source = "\n".join(f"value_{n} = {n}" for n in range(50_000)) + "\nvalu_49999"
    assert meant_name("name 'valu_49999' is not defined", source).startswith("value_")
