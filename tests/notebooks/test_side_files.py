"""Files that cells write with `%%writefile` are files beside the notebook."""

import pytest

from notebooks.intake import take_in
from notebooks.limits import IntakeLimits
from notebooks.refusals import Refusal
from notebooks.writing_cells import written_files
from tests.notebooks.building import BIKES, PROJECTS, SOLUTION, code, document

SET = code("iterations = 5000")
USE = code("from network import NeuralNetwork")
LIMITS = IntakeLimits()


def handed_in(*cells, files=()):
    return take_in([("n.ipynb", document(*cells)), *files], BIKES, PROJECTS)


@pytest.mark.parametrize(
    "first",
    [
        "%%writefile network.py",
        "\n  %%writefile ./network.py",
        "%%file network.py",
        '%%writefile "network.py"',
        "%%writefile -a network.py",
    ],
)
def test_a_module_that_a_cell_writes_counts_and_is_kept_with_a_note(first):
    taken = handed_in(code(f"{first}\n{SOLUTION}"), USE, SET)
    assert taken.files["network.py"].decode() == f"{SOLUTION}\n"
    assert taken.edition == "iterations"
    assert "NeuralNetwork" in taken.definitions.defines
    (note,) = taken.notes
    assert note["en"].startswith("Cell 1 writes “network.py”")
    assert note["ja"].startswith("セル 1 が")


def test_a_file_written_in_parts_is_put_together():
    cells = (
        code("%%writefile network.py\nx = 1"),
        code(f"%%writefile -a network.py\n{SOLUTION}"),
    )
    taken = handed_in(*cells, USE, SET)
    assert taken.files["network.py"].decode() == f"x = 1\n{SOLUTION}\n"


def test_what_a_cell_writes_replaces_the_file_that_was_sent_as_a_run_would():
    cell = code(f"%%writefile network.py\n{SOLUTION}")
    taken = handed_in(cell, USE, SET, files=[("Network.py", b"old = 1")])
    assert sorted(taken.files) == ["n.ipynb", "network.py"]
    assert taken.files["network.py"].decode() == f"{SOLUTION}\n"
    assert "that was uploaded differs" in taken.notes[0]["en"]
    same = handed_in(cell, USE, SET, files=[("network.py", SOLUTION.encode())])
    assert same.files["network.py"] == SOLUTION.encode()
    assert same.notes == ()


def test_a_mistake_in_a_written_module_is_told_by_its_cell():
    cell = code(f"\n%%writefile network.py\n{SOLUTION.replace('x):', 'x)')}")
    with pytest.raises(Refusal, match="module_syntax_error") as refused:
        handed_in(code("x = 1"), cell, USE, SET)
    assert "Cell 2, line 5: expected ':'" in refused.value.words["en"]
    assert "in “def run(self, x)”" in refused.value.words["en"]
    assert "セル 2 の 5 行目" in refused.value.words["ja"]


@pytest.mark.parametrize(
    "line",
    [
        "%%writefile ../network.py",
        "%%writefile /etc/network.py",
        "%%writefile .\\network.py",
        "%%writefile .network.py",
        "%%writefile n.ipynb",
        "%%writefile a.zip",
        "%%writefile network.so",
        "%%writefile 'network.py",
        "%%writefile a.py b.py",
        "%%writefile a\x1bb.py",
        f"%%writefile {'a' * 200}.py",
        "%%writefile",
        "%%writefiles network.py",
        "# %%writefile network.py",
    ],
)
def test_a_name_that_is_no_file_beside_the_notebook_makes_none(line):
    assert written_files([f"{line}\nx = 1"], LIMITS) == {}


def test_cells_write_no_more_files_than_an_upload_may_hold():
    cells = [f"%%writefile m{n}.py\nx = 1" for n in range(500)]
    assert len(written_files(cells, LIMITS)) == LIMITS.files
    with pytest.raises(Refusal, match="too_many_files"):
        handed_in(code(SOLUTION), SET, *map(code, cells))
