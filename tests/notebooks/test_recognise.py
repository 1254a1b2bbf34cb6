import pytest

from notebooks.recognise import edition_of, recognise, share_defined
from notebooks.signatures import Edition, NotebookSignature
from notebooks.starter_fingerprints import fingerprint, module_fingerprint
from notebooks.syntax import definitions
from tests.notebooks.building import BIKES, FACES, PROJECTS, code, notebook, words


def test_the_project_with_more_tells_wins():
    both = "def generator(): 1\ndef discriminator(): 1\nclass NeuralNetwork: pass"
    assert recognise(definitions([both]), PROJECTS) == FACES.slug
    assert recognise(definitions(["class NeuralNetwork: pass"]), PROJECTS) == BIKES.slug
    assert recognise(definitions(["import my_answers.deep"]), PROJECTS) == BIKES.slug


def test_without_a_tell_no_project_is_guessed():
    assert recognise(definitions(["import numpy"]), PROJECTS) is None
    assert recognise(definitions(["import numpy"]), ()) is None


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("epochs = 100", "epochs"),
        ("iterations = int(input())", "iterations"),
        ("iterations = 1\nepochs = 1", "iterations"),
        ("from my_answers import NeuralNetwork", "my-answers"),
        ("x = 1", None),
    ],
)
def test_the_first_edition_whose_tells_hold_is_taken(text, edition):
    assert edition_of(definitions([text]), BIKES) == edition


BATCHES = "class NeuralNetwork:\n    def train(self, features, targets): pass\n"
RECORDS = "class NeuralNetwork:\n    def train(self, inputs_list, *, rate=1): pass\n"
OTHER = "class NeuralNetwork:\n    def train(self, xs, ys): pass\n"


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        (RECORDS + "iterations = 5\nepochs = 3", "epochs"),
        (RECORDS + "iterations = 5", "epochs"),
        (BATCHES + "epochs = 3", "iterations"),
        (BATCHES + "iterations = 5\nepochs = 3", "iterations"),
        (BATCHES + RECORDS + "iterations = 5", "epochs"),
        (RECORDS + BATCHES + "epochs = 5", "iterations"),
        (OTHER + "epochs = 3", "epochs"),
        (OTHER + "iterations = 5\nepochs = 3", "iterations"),
        (BATCHES + "def plot(inputs_list): pass\niterations = 5", "iterations"),
        (RECORDS + "x = 1", None),
    ],
)
def test_the_class_tells_the_edition_whatever_numbers_are_left_over(text, edition):
    assert edition_of(definitions([text]), BIKES) == edition


def test_the_class_in_a_module_beside_the_notebook_tells_the_edition_too():
    found = definitions(
        ["from my_answers import *\nepochs = 3"], modules={"my_answers": BATCHES}
    )
    assert edition_of(found, BIKES) == "my-answers"


def test_an_edition_without_tells_takes_what_is_left():
    assert edition_of(definitions([""]), FACES) == "keras"


def test_layout_comments_magics_and_outputs_do_not_change_a_fingerprint():
    first = notebook(code("%matplotlib inline\nx = 1  # TODO\nif x:\n    y = [1, 2]"))
    second = notebook(
        words("text"),
        code(
            "\n\nx=1\nif x:\n        # here\n        y = [1,\n  2]",
            {"output_type": "stream", "name": "stdout", "text": "hi"},
        ),
        code(""),
    )
    assert fingerprint(first) == fingerprint(second)


@pytest.mark.parametrize("changed", ["x = 2", "x = '1'", "x = 1\ny = 2", "y = 1"])
def test_any_change_of_the_code_changes_a_fingerprint(changed):
    assert fingerprint(notebook(code("x = 1"))) != fingerprint(notebook(code(changed)))


def test_code_that_does_not_tokenise_has_a_fingerprint_too():
    assert module_fingerprint("x = (  # TODO") == module_fingerprint("x =  (")
    assert module_fingerprint("x = ('") != module_fingerprint("x = (")


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("import numpy", 0),
        ("class NeuralNetwork: pass", 0.5),
        ("import my_answers\nclass NeuralNetwork: pass", 1),
    ],
)
def test_how_much_of_a_project_is_there_counts_definitions_and_imports(text, share):
    assert share_defined(definitions([text]), BIKES) == share


def test_of_a_project_without_tells_nothing_is_there():
    bare = NotebookSignature("bare", {"en": "Bare"})
    assert share_defined(definitions(["x = 1"]), bare) == 0


def test_of_two_projects_with_as_many_tells_the_first_is_taken():
    text = "class NeuralNetwork: pass\ndef generator(): pass"
    assert recognise(definitions([text]), (BIKES, FACES)) == BIKES.slug
    assert recognise(definitions([text]), (FACES, BIKES)) == FACES.slug


def test_parameters_decide_among_editions_that_name_some():
    """One that names none fits every class, and is taken only where no other does."""
    project = NotebookSignature(
        "p",
        {"en": "P"},
        defines=("Net",),
        editions=(Edition("any"), Edition("rows", parameters=("rows",))),
    )
    texts = ("class Net:\n    def run(self, rows): pass", "class Net: pass")
    assert [edition_of(definitions([text]), project) for text in texts] == [
        "rows",
        "any",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import my_answers", True),
        ("import my_answers.deep", True),
        ("from my_answers import x", True),
        ("import my_answers_too", False),
        ("import other.my_answers", False),
    ],
)
def test_a_module_is_told_from_one_that_begins_like_it(text, found):
    assert (recognise(definitions([text]), (BIKES,)) is not None) is found
