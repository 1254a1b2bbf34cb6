"""What blind reviewers read of a file: nothing that its author's editor wrote about them."""

import json
import re
from base64 import b64decode, b64encode

import pytest

from notebooks.personal_paths import scrubbed_text
from notebooks.reading import read_notebook
from notebooks.scrubbing import scrubbed
from tests.notebooks import picturing
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


def encoded(data):
    return b64encode(data).decode()


def everything(made):
    """A notebook's text, and the bytes of all that is in base64 in it."""
    pieces = re.findall(r"[\w+/]{40,}={0,2}", made.decode())
    return made + b"".join(b64decode(piece + "==") for piece in pieces)


def shown(kind, data):
    return {"output_type": "display_data", "data": {kind: data}, "metadata": {}}


def test_pictures_in_a_notebook_lose_their_metadata_wherever_they_stand():
    png, photo = encoded(picturing.png()), encoded(picturing.jpeg())
    uri = f"data:image/svg+xml;base64,{encoded(picturing.SVG.encode())}"
    cell = code(
        f'# <img src="data:image/jpeg;base64,{photo}">',
        shown("image/png", png),
        shown("image/jpeg", [photo[:76], "\n", photo[76:]]),
        shown("image/svg+xml", picturing.SVG.splitlines(keepends=True)),
        shown("text/html", f"<p>{picturing.SVG}<img src='{uri}'></p>"),
        shown("application/pdf", encoded(f"/Author ({picturing.WHO})".encode())),
    )
    note = {**words("![a](attachment:a.png)"), "attachments": {"a.png": {}}}
    note["attachments"]["a.png"] = {"image/png": png}
    data = document(note, cell)
    assert picturing.WHO.encode() in everything(data)
    made = scrubbed("a.ipynb", data)
    assert picturing.WHO.encode() not in everything(made)
    outputs = read_notebook(made)["cells"][1]["outputs"]
    assert b64decode(outputs[0]["data"]["image/png"]).startswith(b"\x89PNG")
    assert "<rect" in outputs[2]["data"]["image/svg+xml"]
    assert made.count(b"base64,") == 2


def test_pictures_of_an_old_format_as_well():
    output = {"output_type": "display_data", "png": encoded(picturing.png())}
    cell = {"cell_type": "code", "input": "a", "outputs": [output]}
    old = {"nbformat": 3, "metadata": {}, "worksheets": [{"cells": [cell]}]}
    made = scrubbed("a.ipynb", json.dumps(old).encode())
    assert picturing.WHO.encode() not in everything(made)


@pytest.mark.parametrize("given", [None, 3, [1], "no base64!", "aGVsbG8=", ""])
def test_what_is_no_picture_stays_as_it_was_written(given):
    made = scrubbed(
        "a.ipynb",
        json.dumps(
            {
                "nbformat": 4,
                "nbformat_minor": 5,
                "cells": [code("a", shown("image/png", given))],
            }
        ).encode(),
    )
    assert json.loads(made)["cells"][0]["outputs"][0]["data"]["image/png"] == given


def test_pictures_beside_a_notebook_too():
    assert picturing.WHO.encode() not in scrubbed("a.png", picturing.png())
    svg = scrubbed("a.svg", picturing.SVG.encode()).decode()
    assert picturing.WHO not in svg
    assert len(svg.splitlines()) == len(picturing.SVG.splitlines())
