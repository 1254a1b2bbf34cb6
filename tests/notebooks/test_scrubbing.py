"""What blind reviewers read of a file: nothing that its author's editor wrote about them."""

import json

import pytest

from notebooks.personal_paths import scrubbed_text
from notebooks.reading import read_notebook
from notebooks.scrubbing import scrubbed
from tests.notebooks.building import code, document, words

WHO = "maruko"


def stream(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("/home/maruko/p1/a.py", "/home/user/p1/a.py"),
        ("open('/home/maruko')", "open('/home/user')"),
        ("/Users/maruko/Desktop", "/Users/user/Desktop"),
        ("/mnt/c/Users/maruko/x", "/mnt/c/Users/user/x"),
        (r"C:\Users\maruko\a.py", r"C:\Users\user\a.py"),
        (r"C:\\Users\\maruko sakura\\a.py", r"C:\\Users\\user\\a.py"),
        (r"c:\users\maruko\a.py", r"c:\users\user\a.py"),
        ("file:///home/maruko/a", "file:///home/user/a"),
        ("\x1b[0;32m/home/maruko/a.py\x1b[0m", "\x1b[0;32m/home/user/a.py\x1b[0m"),
        ("/home/まる子/課題", "/home/user/課題"),
        (
            "https://colab.research.google.com/github/maruko/p1/blob/a.ipynb",
            "https://colab.research.google.com/github/user/p1/blob/a.ipynb",
        ),
        ("the homework of /Users", "the homework of /Users"),
        ("users = home / 2", "users = home / 2"),
    ],
)
def test_the_folders_of_people_lose_their_names(written, read):
    assert scrubbed_text(written) == read


def test_a_notebook_keeps_its_cells_and_loses_what_tells_of_its_author():
    picture = {
        "output_type": "display_data",
        "data": {"image/png": "aGVsbG8="},
        "metadata": {"by": WHO},
    }
    cell = {
        **code("path = '/home/maruko/data'\n", stream("/Users/maruko/x\n"), picture),
        "metadata": {"executionInfo": {"user": {"displayName": WHO, "userId": "1"}}},
    }
    data = document(
        words("# Bikes"),
        cell,
        metadata={
            "authors": [{"name": WHO}],
            "kernelspec": {"name": f"{WHO}-env", "display_name": f"/home/{WHO}/py"},
            "language_info": {"name": "python", "version": "3.7.1"},
            "colab": {"name": f"{WHO}.ipynb", "provenance": []},
        },
        owner=WHO,
    )
    made = scrubbed("a.ipynb", data)
    assert WHO.encode() not in made
    before, after = read_notebook(data), read_notebook(made)
    assert after["metadata"]["language_info"] == before["metadata"]["language_info"]
    assert [one["cell_type"] for one in after["cells"]] == ["markdown", "code"]
    assert after["cells"][1]["source"] == "path = '/home/user/data'\n"
    assert after["cells"][1]["outputs"][1]["data"] == {"image/png": "aGVsbG8="}


def test_a_notebook_of_an_old_format_as_well():
    sheet = {
        "metadata": {"by": WHO},
        "cells": [
            {
                "cell_type": "code",
                "input": "a = 1",
                "outputs": [],
                "metadata": {"by": WHO},
            }
        ],
    }
    old = {"nbformat": 3, "metadata": {"name": WHO}, "worksheets": [sheet]}
    made = scrubbed("a.ipynb", json.dumps(old).encode())
    assert WHO.encode() not in made
    assert read_notebook(made)["cells"][0]["source"] == "a = 1"


def test_texts_are_scrubbed_and_other_bytes_stay():
    assert scrubbed("a.py", b"p = '/home/maruko/'") == b"p = '/home/user/'"
    assert scrubbed("a.png", b"\x89PNG\xff") == b"\x89PNG\xff"


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b"[1]"])
def test_what_is_no_notebook_is_not_given_out(data):
    assert scrubbed("a.ipynb", data) == b""


def test_deep_outputs_end_somewhere():
    deep: object = WHO
    for _ in range(300):
        deep = [deep]
    output = {"output_type": "display_data", "data": {"application/json": deep}}
    made = scrubbed("a.ipynb", document(code("a", output)))
    assert read_notebook(made)["cells"][0]["source"] == "a"
