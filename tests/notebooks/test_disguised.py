"""Notebooks that were saved under another name."""

import pytest

from notebooks.disguised import is_named_like_one, is_notebook, is_zip, renamed
from notebooks.limits import IntakeLimits
from notebooks.unpacking import unpack
from tests.notebooks.building import document, words, zipped

LIMITS = IntakeLimits()
ONE, TWO, THREE = (document(words(text)) for text in ("one", "two", "three"))


def test_a_notebook_is_known_by_cells_and_not_by_the_word():
    assert is_notebook(ONE)
    assert is_notebook(b"\xef\xbb\xbf\n " + ONE)
    for data in (b'{"cells": []}', b'{"cells": [1]}', b'["cells"]', b"", ONE[:-1]):
        assert not is_notebook(data)


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("p/a.IPYNB.download", True),
        ("a.ipynb (1)", True),
        ("a.ipynb.txt", True),
        ("a.ipynb.html", False),
        ("a.ipynb.zip", False),
        ("a.ipynb", False),
        (".ipynb.json", False),
        ("a.ipynb/data.json", False),
    ],
)
def test_only_the_last_part_of_a_path_tells_a_name_like_a_notebooks(path, is_one):
    assert is_named_like_one(path) is is_one


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (("a.json", "a", "a.txt"), ("a.ipynb", "a-2.ipynb", "a.txt.ipynb")),
        (("a.json", "A.txt", "b.txt"), ("a.ipynb", "A.txt.ipynb", "b.ipynb")),
        (("p/a.json", "q/a.json", "a"), ("p/a.ipynb", "q/a.ipynb", "a.ipynb")),
    ],
)
def test_no_notebook_takes_the_place_of_another(names, kept):
    files, notes = renamed(dict(zip(names, (ONE, TWO, THREE), strict=True)), LIMITS)
    assert files == dict(zip(kept, (ONE, TWO, THREE), strict=True))
    assert len(notes) == 3


def test_a_name_that_had_to_differ_still_fits():
    most = LIMITS.name_characters
    names = [f"{'w' * (most - 5)}{ending}" for ending in (".json", ".txt")]
    files, _ = renamed(dict.fromkeys(names, ONE), LIMITS)
    assert len(files) == 2
    assert max(map(len, files)) == most


@pytest.mark.parametrize("name", ["work.ipynb", "work.ipynb.json", "work", "w.rar"])
def test_a_zip_under_another_name_is_opened_with_a_note(name):
    unpacked = unpack([(name, zipped({"a.ipynb": ONE}))], LIMITS)
    assert unpacked.files == {"a.ipynb": ONE}
    (note,) = unpacked.notes
    assert note["en"].startswith(f"“{name}” is a zip by its content")
    assert f"「{name}」" in note["ja"]


@pytest.mark.parametrize("name", ["work.ipynb.zip", "work.zip", "work.ipynb.gz"])
def test_a_notebook_with_the_name_of_an_archive_is_a_notebook(name):
    unpacked = unpack([(name, ONE)], LIMITS)
    assert unpacked.files == {"work.ipynb": ONE}
    assert unpacked.notes


def test_a_damaged_zip_stays_a_zip_and_a_real_one_needs_no_note():
    assert is_zip("a.zip", b"PK")
    assert not is_zip("a.ipynb", b"PK")
    assert unpack([("w.zip", zipped({"a.ipynb": ONE}))], LIMITS).notes == ()
