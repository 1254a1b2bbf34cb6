"""What is said of a notebook that defines nothing of its project: what comes nearest."""

import pytest

from notebooks.intake import take_in
from notebooks.refusals import Refusal
from tests.notebooks.building import BIKES, PROJECTS, SOLUTION, code, document, words

SET = code("iterations = 5000")
USE = code("net = NeuralNetwork(3, 2, 1, 0.5)")


def refused(*cells):
    with pytest.raises(Refusal) as caught:
        take_in([("n.ipynb", document(*cells))], BIKES, PROJECTS)
    assert caught.value.words["ja"]
    return caught.value


def solution(before, after):
    assert before in SOLUTION
    return code(SOLUTION.replace(before, after))


@pytest.mark.parametrize(
    "written",
    [
        "clas NeuralNetwork",
        "Class NeuralNetwork",
        "class: NeuralNetwork",
        "class Neural Network",
        "class\u00a0NeuralNetwork",
        "\ufeffclass NeuralNetwork",
        "+class NeuralNetwork",
        ">>> class NeuralNetwork",
        "In [4]: class NeuralNetwork",
        "2 class NeuralNetwork",
    ],
)
def test_a_first_line_that_is_no_python_is_told_with_its_place(written):
    why = refused(words("#"), solution("class NeuralNetwork", written), USE, SET)
    assert why.code == "definition_syntax_error"
    assert "Cell 2, line 2" in why.words["en"]


def test_prose_in_a_broken_cell_does_not_hide_where_the_class_stands():
    prose = code("The NeuralNetwork works well.")
    assert refused(prose, words(SOLUTION), SET).code == "definition_in_text"


@pytest.mark.parametrize(
    "name", ["NeuralNetwok", "NeuralNetworks", "NeuralNet", "MyNeuralNetwork"]
)
def test_a_class_of_almost_the_same_name_is_told(name):
    why = refused(solution("NeuralNetwork", name), SET)
    assert why.code == "definition_misspelt"
    assert f"“{name}” is" in why.words["en"]


@pytest.mark.parametrize(
    "other", ["class TestNeuralNetwork:\n    pass", "def NeuralNetworks(): pass"]
)
def test_tests_and_functions_are_no_misspelt_class(other):
    assert refused(code(other), SET).code == "unrecognised"


@pytest.mark.parametrize("value", ["type('N', (), {})", "partial(Net)", "lambda: 3"])
def test_a_class_that_is_only_assigned_is_told_where(value):
    why = refused(words("#"), code(f"x = 1\nNeuralNetwork = {value}"), SET)
    assert why.code == "definition_assigned"
    assert "cell 2, line 2" in why.words["en"]
    assert "“class NeuralNetwork”" in why.words["en"]


def test_a_class_under_another_name_counts_by_its_alias():
    net = solution("NeuralNetwork", "Net")
    taken = take_in(
        [("n.ipynb", document(net, code("NeuralNetwork = Net"), SET))], BIKES, PROJECTS
    )
    assert taken.edition
    assert refused(code("NeuralNetwork = Net"), SET).code != "definition_misspelt"


def test_where_a_class_is_used_that_nothing_defines_is_told():
    why = refused(words("#"), code(""), code("x = 1\nnet = NeuralNetwork(3)"), SET)
    assert why.code == "unrecognised"
    assert "`NeuralNetwork` is used in cell 3, line 2" in why.words["en"]
    assert "セル 3 の 2 行目" in why.words["ja"]
