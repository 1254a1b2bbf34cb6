"""What is told of a definition that stands where nothing is loaded from."""

import time

import pytest

from notebooks.intake import take_in
from notebooks.refusals import Refusal
from notebooks.signatures import Edition, NotebookSignature
from tests.notebooks.building import (
    BIKES,
    PROJECTS,
    SOLUTION,
    code,
    document,
    words,
)

SET = code("iterations = 5000")
INDENTED = "".join(f"    {line}\n" for line in SOLUTION.splitlines())
COMMENTED = "".join(f"# {line}\n" for line in SOLUTION.splitlines())


def raw(source):
    return {"cell_type": "raw", "source": source, "metadata": {}}


def refused(*cells, files=(), project=BIKES):
    with pytest.raises(Refusal) as refusal:
        take_in([("n.ipynb", document(*cells)), *files], project, PROJECTS)
    return refusal.value


ELSEWHERE = {
    "in_text": (words(SOLUTION), "cell 2, line 2, a Markdown cell", "press Y"),
    "in_text ": (raw(SOLUTION), "cell 2, line 2, a raw cell", "press Y"),
    "in_text  ": (words(f"Mine:\n```python\n{SOLUTION}```"), "line 4", "press Y"),
    "under_magic": (code(f"%%script false\n{SOLUTION}"), "%%script false", "Take that"),
    "inside": (
        code(
            f"def make():\n{INDENTED}    return NeuralNetwork\nNeuralNetwork = make()"
        ),
        "cell 2, line 3, inside the function “make”",
        "top level",
    ),
    "inside ": (code(f"class Mine:\n{INDENTED}"), "the class “Mine”", "top level"),
    "inside  ": (code(f"with open('x') as f:\n{INDENTED}"), "“with” of line 1", "top"),
    "in_quotes": (code(f"'''\n{SOLUTION}'''"), "cell 2, line 3", "quotation marks"),
    "in_comment": (code(COMMENTED), "cell 2, line 2, in a comment", "the # out"),
    "misspelt": (
        code(SOLUTION.replace("NeuralNetwork", "Neural_network")),
        "“Neural_network” is",
        "exact name",
    ),
}


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_a_class_that_does_not_count_is_told_with_its_place_and_why(kind):
    cell, place, why = ELSEWHERE[kind]
    refusal = refused(words("# Bikes"), cell, SET)
    assert refusal.code == f"definition_{kind.strip()}"
    for part in ("NeuralNetwork", place, "does not count", why):
        assert part in refusal.words["en"]
    assert "NeuralNetwork" in refusal.words["ja"]
    assert "数えられません" in refusal.words["ja"]


BROKEN = {
    "expected ':', in “def run(self, x)”": SOLUTION.replace("x):", "x)"),
    "[U+00A0]def run(self, x):” (a space copied": SOLUTION.replace(
        "    def", "   \u00a0def"
    ),
    "in “name = “x”” (curly quotes": f"{SOLUTION}    name = “x”\n",
    "in “return np.asarray(x”": SOLUTION.replace("(x)\n", "(x\n"),
    "in “print 'x'”": f"{SOLUTION}        print 'x'\n",
    "'return' outside function, in “return 3”": f"{SOLUTION}    return 3\n",
}


@pytest.mark.parametrize("told", BROKEN)
def test_a_mistake_in_the_cell_of_the_class_is_told_with_its_line_and_text(told):
    refusal = refused(words("# Bikes"), code(BROKEN[told]), SET)
    assert refusal.code == "definition_syntax_error"
    assert "“NeuralNetwork”" in refusal.words["en"]
    assert "Cell 2, line " in refusal.words["en"]
    assert told in refusal.words["en"]
    assert "セル 2 の " in refusal.words["ja"]
    assert "行の内容" in refusal.words["ja"]


def test_what_python_says_is_explained_in_japanese():
    refusal = refused(code(SOLUTION.replace("x):", "x)")), SET)
    assert "コロン「:」がありません：expected ':'" in refusal.words["ja"]


def test_a_line_of_any_length_and_any_characters_is_quoted_short_and_visible():
    refusal = refused(code(f"{SOLUTION}    x = = '\x1b[31m\u202e{'a' * 9000}'"), SET)
    for said in refusal.words.values():
        assert len(said) < 500
        assert "\x1b" not in said
        assert "\u202e" not in said


def test_a_broken_copy_of_a_class_that_is_there_is_only_told():
    cells = (code(SOLUTION), SET, code(SOLUTION.replace("x):", "x)")))
    taken = take_in([("n.ipynb", document(*cells))], BIKES, PROJECTS)
    assert "Cell 3, line 3" in taken.notes[0]["en"]
    assert "in “def run(self, x)”" in taken.notes[0]["en"]


@pytest.mark.parametrize(
    "use",
    [
        "from network import NeuralNetwork",
        "import network\nn = network.NeuralNetwork(3, 2, 1, 0.1)",
        "import network as own\nn = own.NeuralNetwork(3, 2, 1, 0.1)",
        "try:\n    from network import NeuralNetwork\nexcept ImportError:\n    pass",
    ],
)
def test_the_file_that_the_class_is_taken_from_is_asked_for(use):
    refusal = refused(code(use), SET)
    assert refusal.code == "side_file_missing"
    assert "network.py" in refusal.words["en"]
    assert "network.py" in refusal.words["ja"]


def test_all_files_that_are_missing_are_told_at_once():
    use = "import my_answers\nfrom network import NeuralNetwork\nimport helper"
    refusal = refused(code(use), SET)
    assert "my_answers.py, network.py" in refusal.words["en"]
    assert "helper" not in refusal.words["en"]


def test_a_file_that_is_only_helpful_is_never_asked_for():
    scripts = NotebookSignature(
        "scripts",
        {"en": "Scripts"},
        defines=("pick_word",),
        editions=(Edition("keras"),),
        side_files=("helper.py", "problem_unittests.py", "script.txt"),
    )
    cell = code(
        "import helper, problem_unittests\ndef pick_word(p):\n    return max(p)"
    )
    taken = take_in([("n.ipynb", document(cell))], scripts, [scripts])
    assert list(taken.files) == ["n.ipynb"]


def test_a_file_beside_the_notebook_has_to_be_imported_by_the_name():
    beside = [("network.py", SOLUTION.encode())]
    for use in ("x = 1", "import network"):
        refusal = refused(code(use), SET, files=beside)
        assert refusal.code == "definition_not_imported"
        assert "network.py, line 2" in refusal.words["en"]
        assert "“from network import NeuralNetwork”" in refusal.words["en"]
        assert "「from network import NeuralNetwork」" in refusal.words["ja"]


LAYERS = NotebookSignature(
    "layers",
    {"en": "Layers"},
    defines=("flatten", "output", "normalize"),
    editions=(Edition("keras"),),
)


def test_where_part_of_the_work_counts_the_rest_is_a_note():
    cells = (
        code("def normalize(x):\n    return x / 255"),
        words("def flatten(x): ..."),
    )
    taken = take_in([("n.ipynb", document(*cells))], LAYERS, [LAYERS])
    (note,) = taken.notes
    assert note["en"].startswith("“flatten” stands in cell 2, line 1, a Markdown cell")


def test_a_file_of_which_all_is_imported_is_asked_for():
    everything = code("from network import *")
    refusal = refused(everything, SET)
    assert refusal.code == "side_file_missing"
    assert "network.py" in refusal.words["en"]
    assert refused(everything, words(SOLUTION), SET).code != "side_file_missing"
    own = code("from notes import *"), code(SOLUTION), SET
    take_in([("n.ipynb", document(*own))], BIKES, PROJECTS)


def test_another_projects_notebook_is_named_whatever_stands_in_its_comments():
    cells = (code(SOLUTION), SET, code("# def flatten(x): ..."))
    with pytest.raises(Refusal, match="another_project"):
        take_in([("n.ipynb", document(*cells))], LAYERS, [LAYERS, BIKES])


def test_a_setting_that_tells_the_edition_is_told_where_it_was_seen():
    refusal = refused(code(SOLUTION), code("x = 1\niterations = = 9"))
    assert refusal.code == "no_edition"
    assert "Cell 2, line 2 does not read as Python" in refusal.words["en"]
    assert "in “iterations = = 9”" in refusal.words["en"]
    refusal = refused(code(SOLUTION), words("iterations = 9"))
    assert "“iterations” stands in cell 2" in refusal.words["en"]
    assert "「iterations」はセル 2 に" in refusal.words["ja"]


def test_looking_for_a_class_stays_quick_in_text_made_to_slow_it_down():
    many = raw("class NeuralNetwork:\n" * 2_900)
    blanks = raw(("class" + " \t" * 900 + "\n") * 100)
    started = time.process_time()
    refusal = refused(*[blanks] * 20, *[many] * 60, SET)
    assert refusal.code == "definition_in_text"
    assert time.process_time() - started < 1.5
