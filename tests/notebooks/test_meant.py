"""Side files under the names that browsers and editors give them."""

import pytest

from notebooks.intake import take_in
from notebooks.meant import with_meant
from notebooks.refusals import Refusal
from tests.notebooks.building import BIKES, PROJECTS, SOLUTION, code, document

CELLS = ["import numpy as np\nfrom my_answers import NeuralNetwork\n"]
MODULE = SOLUTION.encode()


@pytest.mark.parametrize(
    "name",
    [
        "my_answers (1).py",
        "My_Answers.py",
        "my_answers.txt",
        "my_answers.py.txt",
        "my_answers - Copy.py",
        "my_answers - コピー.py",
        "my answers.py",
    ],
)
def test_what_can_only_be_the_imported_module_is_kept_under_its_name(name):
    files, (note,) = with_meant({"a.ipynb": b"", name: MODULE}, CELLS)
    assert files == {"a.ipynb": b"", "my_answers.py": MODULE}
    assert name in note["en"]
    assert name in note["ja"]


@pytest.mark.parametrize(
    "files",
    [
        {"my_answers.py": b"1", "my_answers (1).py": b"2"},
        {"my_answers (1).py": b"1", "my_answers (2).py": b"2"},
        {"my_answers2.py": b"1"},
        {"old/my_answers.py": b"1"},
        {"numpy (1).py": b"1"},
        {"notes.txt": b"1"},
    ],
)
def test_where_more_than_one_reading_makes_sense_names_stay(files):
    assert with_meant(files, CELLS) == (files, ())


def handed_in(*files):
    notebook = document(code(CELLS[0]), code("iterations = 5000"))
    return take_in([("a.ipynb", notebook), *files], BIKES, PROJECTS)


def test_a_copy_is_checked_as_the_module():
    taken = handed_in(("my_answers (1).py", MODULE))
    assert set(taken.files) == {"a.ipynb", "my_answers.py"}


def test_a_class_in_another_module_than_the_imported_one_is_not_taken_for_it():
    with pytest.raises(Refusal, match="side_file_missing") as refused:
        handed_in(("answers.py", MODULE))
    assert "my_answers.py" in refused.value.words["en"]
