"""The folders of a zip that nobody wrote for the project."""

import pytest

from notebooks.folders import left_out, note_on


@pytest.mark.parametrize(
    ("paths", "folders"),
    [
        (["p/a.py", "p/.git/x", "p/.git/y/z"], {"p/.git": 2}),
        (["p/Node_Modules/m/node_modules/n/x.js"], {"p/Node_Modules": 1}),
        (["p/VENV/x.py", "p/venvs/x.py"], {"p/VENV": 1}),
        (["p/mine/pyvenv.cfg", "p/mine/x/y.py"], {"p/mine": 2}),
        (["p/c/conda-meta/history", "p/c/x.py"], {"p/c": 2}),
        (["venv", "p/git/x", "lib/x.py", "p/site-packages"], {}),
        (["venv/a.ipynb", "venv/Lib/x.py", "venv/h.py"], {"venv/Lib": 1}),
        (["venv/lib/a.ipynb", "venv/h.py"], {"venv": 2}),
        (["pyvenv.cfg", "bin/x", "h.py"], {"pyvenv.cfg": 1, "bin": 1}),
        (["venv/"], {}),
    ],
)
def test_only_folders_of_tools_are_left_out_and_their_files_counted(paths, folders):
    assert left_out(paths).folders == folders


def test_a_folder_holds_what_lies_in_it_and_not_what_begins_like_it():
    found = left_out(["p/venv/lib/x.py"])
    assert found.names == ["p/venv"]
    assert all(map(found.holds, ("p/venv", "p/venv/", "p/venv/a/b.py")))
    assert not any(map(found.holds, ("p/venv2/a.py", "p/a.py", "venv/a.py")))


def test_the_note_names_five_folders_with_their_counts():
    paths = [f"p{n}/.git/x" for n in range(6)] + ["p0/.git/y"] * 1_234
    note = note_on(left_out(paths))
    for text in note.values():
        assert "p0/.git (1,235), p1/.git (1)" in text
        assert text.endswith("p4/.git (1)…")
