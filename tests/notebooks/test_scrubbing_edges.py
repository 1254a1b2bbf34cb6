"""Names of people in odd places of a file, and what must come through a scrubbing unharmed."""

import json

import pytest

from notebooks.personal_paths import scrubbed_text
from notebooks.reading import read_notebook
from notebooks.scrubbing import scrubbed
from tests.notebooks.building import code, document, words

WHO = "maruko"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("C:/Users/Maruko Sakura/p1/a.py", "C:/Users/user/p1/a.py"),
        ("/mnt/c/Users/Maruko Sakura/a.py", "/mnt/c/Users/user/a.py"),
        ("D:/users/さくら 花子/課題/a.py", "D:/users/user/課題/a.py"),
        (r"C:\Users\Maruko Sakura", r"C:\Users\user Sakura"),  # nothing ends the name
        ("'/home/maruko', '/home/sora'", "'/home/user', '/home/user'"),
        ("/home/maruko:/home/sora/bin", "/home/user:/home/user/bin"),
        ("C:/Users/maruko and C:/data/x", "C:/Users/user and C:/data/x"),
        ("(/home/maruko)", "(/home/user)"),
        ("", ""),
    ],
)
def test_names_end_where_a_folder_ends(written, read):
    assert scrubbed_text(written) == read
    assert scrubbed_text(read) == read, "a second time changes nothing"


def test_as_many_lines_as_before_so_that_comments_stay_in_their_place():
    text = "a = '/home/maruko'\r\n\n# C:/Users/Maruko\nSakura/x\n"
    made = scrubbed_text(text)
    assert made.count("\n") == text.count("\n")
    assert made.splitlines()[3] == "Sakura/x"


def test_what_is_scrubbed_twice_is_the_same():
    data = document(words("/home/maruko"), code("a", {"output_type": "stream"}))
    once = scrubbed("a.ipynb", data)
    assert scrubbed("a.ipynb", once) == once


def test_paths_in_tracebacks_and_in_names_of_keys_go_too():
    error = {
        "output_type": "error",
        "ename": "E",
        "evalue": "/home/maruko/x",
        "traceback": ["\x1b[0;32m/Users/maruko/a.py\x1b[0m in f", "line 2"],
    }
    shown = {
        "output_type": "display_data",
        "data": {"application/json": {"/home/maruko/a": 1}},
    }
    made = scrubbed("a.ipynb", document(code("a", error, shown)))
    assert WHO.encode() not in made
    [cell] = read_notebook(made)["cells"]
    assert cell["outputs"][0]["traceback"][1] == "line 2"


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"name": "x", "language": "/home/maruko/bin/python"}},
        {"language_info": {"name": "python", "version": "/home/maruko/3.7"}},
        {"language_info": {"name": "python", "version": {"by": "/home/maruko/"}}},
        {"kernelspec": ["/home/maruko/"], "language_info": "/home/maruko/"},
    ],
)
def test_what_is_kept_of_the_metadata_names_nobody_either(metadata):
    made = scrubbed("a.ipynb", document(code("a"), metadata=metadata))
    assert WHO.encode() not in made


@pytest.mark.parametrize("broken", [None, 7, "cells", {"a": 1}, [1, None, "x"]])
def test_cells_that_are_none_break_nothing(broken):
    data = json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "cells": broken, "metadata": 7}
    )
    made = scrubbed("a.ipynb", data.encode())
    assert made == b"" or json.loads(made)["cells"] == []


def test_a_picture_stays_byte_by_byte_even_if_it_spells_a_hint():
    data = {"image/png": "home" + "A" * 40_000 + "sers", "text/plain": "<Figure>"}
    shown = {"output_type": "display_data", "data": data}
    made = scrubbed("a.ipynb", document(code("a", shown)))
    assert read_notebook(made)["cells"][0]["outputs"][0]["data"] == data


def test_japanese_words_come_through_and_the_file_is_still_a_notebook():
    data = document(
        words("# 自転車の利用者数\n学習率は `0.1` です。"), code("率 = 0.1")
    )
    before, after = read_notebook(data), read_notebook(scrubbed("a.ipynb", data))
    assert [one["source"] for one in after["cells"]] == [
        one["source"] for one in before["cells"]
    ]


def test_a_text_with_a_mark_of_its_encoding_is_scrubbed_too():
    data = "\ufeffp = '/home/maruko/'".encode()
    assert scrubbed("a.py", data) == "\ufeffp = '/home/user/'".encode()
