import pytest

from notebooks.intake import take_in
from notebooks.limits import IntakeLimits
from notebooks.refusals import Refusal
from tests.notebooks.building import (
    BIKES,
    FACES,
    PROJECTS,
    SOLUTION,
    STARTER,
    STARTER_C,
    STARTER_MODULE,
    code,
    document,
    solution,
    words,
    zipped,
)

KERNEL_R = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}
FACES_CODE = "def generator(z):\n    return z + 1\ndef discriminator(x):\n    return x"

BAD = {
    "no_notebook": [("my_answers.py", b"x = 1")],
    "two_notebooks": [("w.zip", zipped({"p/a.ipynb": b"{}", "p/b.ipynb": b"{}"}))],
    "no_code": [("a.ipynb", document(words("# Text"), code("# TODO\n%pwd")))],
    "not_python": [("a.ipynb", document(code("x <- 1"), metadata=KERNEL_R))],
    "another_project": [("a.ipynb", document(code(FACES_CODE)))],
    "unrecognised": [("a.ipynb", document(code("import numpy")))],
    "no_edition": [("a.ipynb", document(code(SOLUTION)))],
    "nothing_parses": [("a.ipynb", document(code("print 'x'")))],
    "starter_untouched": [("a.ipynb", document(code(STARTER.replace("TODO", "x"))))],
    "side_file_missing": [("a.ipynb", document(code(STARTER_C)))],
    "module_not_utf8": [("a.ipynb", solution()), ("h.py", b"# caf\xe9")],
    "module_syntax_error": [
        ("a.ipynb", document(code(STARTER_C))),
        ("my_answers.py", b"x = 1\ndef f(:\n"),
    ],
    "notebook_not_json": [("a.ipynb", b"{")],
    "too_many_cells": [("a.ipynb", document(*[code("x = 1")] * 2001))],
    "cell_too_long": [("a.ipynb", document(code("x = 1\n" * 3000)))],
    "too_large_without_outputs": [
        ("a.ipynb", document(words("x" * 8_400_000), code("x = 1")))
    ],
    "too_much_code": [("a.ipynb", document(code("x = 1;" * 100_000)))],
}


@pytest.mark.parametrize("expected", BAD)
def test_each_way_to_go_wrong_has_its_own_sentence(expected):
    with pytest.raises(Refusal) as refused:
        take_in(BAD[expected], BIKES, PROJECTS)
    assert refused.value.code == expected
    assert refused.value.words["ja"] != refused.value.words["en"]


def test_another_projects_notebook_is_named():
    with pytest.raises(Refusal) as refused:
        take_in(BAD["another_project"], BIKES, PROJECTS)
    assert "“Generate faces”" in refused.value.words["en"]
    assert "「顔の生成」" in refused.value.words["ja"]
    assert take_in(BAD["another_project"], FACES, PROJECTS).edition == "keras"


def test_a_single_notebook_is_taken_in():
    taken = take_in([("課題.ipynb", solution())], BIKES, PROJECTS)
    assert taken.notebook_name == "課題.ipynb"
    assert taken.files == {"課題.ipynb": solution()}
    assert taken.edition == "iterations"
    assert taken.definitions.constants["iterations"] == 5000
    assert taken.notes == ()


def test_a_side_file_makes_an_untouched_notebook_a_hand_in():
    answers = STARTER_MODULE.replace("100", "4000").encode()
    taken = take_in(
        [("n.ipynb", document(code(STARTER_C))), ("my_answers.py", answers)],
        BIKES,
        PROJECTS,
    )
    assert taken.edition == "my-answers"
    assert taken.definitions.constants["iterations"] == 4000


def test_an_untouched_starter_is_refused_with_its_untouched_side_file_too():
    untouched = [
        ("n-checkpoint.ipynb", document(code(STARTER_C))),
        ("my_answers.py", b"# mine\n" + STARTER_MODULE.encode()),
    ]
    with pytest.raises(Refusal, match="starter_untouched"):
        take_in(untouched, BIKES, PROJECTS)


def test_a_folder_in_a_zip_is_seen_from_the_notebook():
    data = zipped(
        {
            "course/P1/n.ipynb": solution(),
            "course/P1/n-checkpoint.ipynb": document(code(STARTER)),
            "course/P1/n.html": b"<script>",
            "course/P1/assets/net.png": b"png",
            "course/other/notes.txt": b"",
        }
    )
    taken = take_in([("P1.zip", data)], BIKES, PROJECTS)
    assert taken.notebook_name == "n.ipynb"
    assert sorted(taken.files) == ["assets/net.png", "n.html", "n.ipynb"]


def test_cells_that_are_not_python_are_told_and_do_not_stop_the_rest():
    data = document(code(SOLUTION), code("epochs = 10"), code("print 'done'"))
    taken = take_in([("n.ipynb", data)], BIKES, PROJECTS)
    assert taken.edition == "epochs"
    (note,) = taken.notes
    assert note["en"].startswith("Cell 3, line 1 does not read as Python")
    assert note["ja"].startswith("セル 3 の 1 行目")


def test_a_broken_file_that_the_notebook_does_not_import_is_only_told():
    taken = take_in(
        [("n.ipynb", solution()), ("old.py", b"print 'x'")], BIKES, PROJECTS
    )
    assert taken.notes[0]["en"].startswith("old.py, line 1")


def test_limits_are_given_from_outside():
    with pytest.raises(Refusal, match="too_large"):
        take_in(
            [("n.ipynb", solution())], BIKES, PROJECTS, IntakeLimits(total_bytes=10)
        )


@pytest.mark.parametrize(
    ("language", "kernel"),
    [
        ("Python 3", "python3"),
        ("PYTHON", "x"),
        ("ipython", "x"),
        ("python3.11", "x"),
        ("py", "x"),
        ("py3", "x"),
        ("Python [conda env:root]", "x"),
        ("other", "conda-env-python3"),
        (" ", "x"),
        ("R", "ir"),  # the class is there, and it is Python
    ],
)
def test_python_by_any_name_is_python(language, kernel):
    metadata = {"kernelspec": {"name": kernel, "language": language}}
    data = document(code(SOLUTION), code("iterations = 9"), metadata=metadata)
    assert take_in([("n.ipynb", data)], BIKES, PROJECTS).edition == "iterations"


@pytest.mark.parametrize("language", ["R", "julia", "scala", "copy", "C++17"])
def test_another_language_is_named(language):
    metadata = {"kernelspec": {"name": "x", "language": language}}
    with pytest.raises(Refusal, match="not_python") as refused:
        take_in(
            [("n.ipynb", document(code("x <- 1"), metadata=metadata))], BIKES, PROJECTS
        )
    assert language in refused.value.words["ja"]


def test_notes_of_the_zip_the_reader_and_the_cells_come_together():
    data = document(code(SOLUTION), code(["iterations = 9", "x = = 1"]), nbformat="4")
    files = {"w\\work.ipynb.txt": data, "w\\data.zip": b"?", "w\\.venv\\x.py": b""}
    with pytest.raises(Refusal, match="no_edition") as refused:
        take_in([("w.zip", zipped(files))], BIKES, PROJECTS)
    assert "Cell 2, line 2 does not read as Python" in refused.value.words["en"]
    data = document(code(SOLUTION), code(["iterations = 9", "x = 1"]), nbformat="4")
    files["w\\work.ipynb.txt"] = data
    taken = take_in([("w.zip", zipped(files))], BIKES, PROJECTS)
    assert taken.files == {"work.ipynb": data}
    told = " ".join(note["en"] for note in taken.notes)
    for part in (
        "kept as “work.ipynb”",
        "data.zip",
        ".venv (1)",
        "nbformat",
        "ends: cell 2.",
    ):
        assert part in told
    assert all(note["ja"] for note in taken.notes)


def test_where_no_notebook_is_found_what_was_left_out_is_told():
    files = {"data.7z": b"?", "venv/lib/a.ipynb": solution(), "weights.ckpt": b"?"}
    with pytest.raises(Refusal, match="no_notebook") as refused:
        take_in([("w.zip", zipped(files))], BIKES, PROJECTS)
    for part in ("data.7z", "venv (1)", "weights.ckpt"):
        assert part in refused.value.words["en"]
        assert part in refused.value.words["ja"]


def test_the_words_of_every_note_and_refusal_stay_short():
    files = {f"{'n' * 110}{number}.7z": b"?" for number in range(50)}
    files |= {f"{number}-{'m' * 90}/node_modules/x.js": b"" for number in range(50)}
    with pytest.raises(Refusal) as refused:
        take_in([("w.zip", zipped(files))], BIKES, PROJECTS)
    assert len(refused.value.words["en"]) < 1200
