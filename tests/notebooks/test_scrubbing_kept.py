"""What a scrubbed notebook still has: all of the work, in the form that it came in."""

import json

import pytest

from notebooks.personal_paths import without_paths
from notebooks.reading import read_notebook
from notebooks.scrubbing import scrubbed
from tests.notebooks.building import code, document, words

WHO = "maruko"
GIF = "R0lGODlhAQABAAAAACw="


def shown(kind, value):
    return {"output_type": "display_data", "data": {kind: value}, "metadata": {}}


def made_of(*cells, **more):
    return json.loads(scrubbed("a.ipynb", document(*cells, **more)))


def data_of(kind, value):
    (cell,) = made_of(code("a", shown(kind, value)))["cells"]
    return cell["outputs"][0]["data"][kind]


def test_a_cell_keeps_what_it_is_made_of_and_nothing_that_a_program_added():
    attached = {"a.gif": {"image/gif": GIF}}
    given = words("text", attachments=attached, id="abc", by=WHO, level=2)
    (cell,) = made_of(given)["cells"]
    assert cell == {
        "cell_type": "markdown",
        "source": "text",
        "attachments": attached,
        "id": "abc",
        "level": 2,
        "metadata": {},
    }


def test_a_cell_of_an_old_format_keeps_its_numbers():
    cell = {
        "cell_type": "code",
        "input": ["a\n", "b"],
        "prompt_number": 7,
        "collapsed": True,
        "language": "python",
        "outputs": [],
    }
    old = {"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": [cell]}]}
    made = json.loads(scrubbed("a.ipynb", json.dumps(old).encode()))
    assert made["worksheets"] == [{"cells": [{**cell, "metadata": {}}]}]
    assert (made["nbformat"], made["nbformat_minor"]) == (3, 0)
    assert "cells" not in made
    (upgraded,) = read_notebook(json.dumps(made).encode())["cells"]
    assert (upgraded["source"], upgraded["execution_count"]) == ("a\nb", 7)


def test_an_output_keeps_its_kind_and_numbers_and_loses_its_metadata():
    result = {
        "output_type": "execute_result",
        "execution_count": 3,
        "data": {"text/plain": "1"},
        "metadata": {"by": WHO},
    }
    (cell,) = made_of(code("a", result))["cells"]
    assert cell["outputs"] == [{**result, "metadata": {}}]
    assert cell["execution_count"] == 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text/plain", "<Figure>"),
        ("text/plain", ["a\n", "b"]),
        ("application/json", {"a": [1, None, True]}),
        ("text/html", "no mark-up"),
        ("text/html", "<table><tr><td>1</td></tr></table>"),
        ("image/gif", GIF),
        ("image/png", ["a", 1]),
    ],
)
def test_what_names_nobody_comes_through_as_it_was(kind, value):
    assert data_of(kind, value) == value


@pytest.mark.parametrize("kind", ["application/pdf", "APPLICATION/PDF"])
def test_what_nothing_here_reads_is_emptied_and_still_a_text(kind):
    assert data_of(kind, "JVBERi0=") == ""


@pytest.mark.parametrize(
    ("metadata", "kept"),
    [
        ({}, {}),
        ({"language_info": {"name": "R", "version": "3", "file": WHO}},
         {"language_info": {"name": "R", "version": "3"}}),
        ({"language_info": {"name": 3, "version": "3"}}, {"language_info": {"version": "3"}}),
        ({"language_info": "R"}, {}),
        ({"authors": [WHO], "widgets": {}, "accelerator": "GPU"}, {}),
    ],
)  # fmt: skip
def test_of_the_metadata_the_language_is_kept_and_no_name_of_a_kernel(metadata, kept):
    kernel = {"name": "python3", "display_name": "Python 3"}
    found = made_of(code("a"), metadata=metadata)["metadata"]
    assert found == {"kernelspec": kernel, **kept}


def test_a_kernel_keeps_its_language_and_gets_a_name_that_says_nothing():
    given = {"name": WHO, "display_name": WHO, "language": "python", "env": WHO}
    found = made_of(code("a"), metadata={"kernelspec": given})["metadata"]
    assert found["kernelspec"] == {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }


def nested(depth, inner):
    for number in range(depth):
        inner = [inner] if number % 2 else {"/home/maruko/k": inner}
    return inner


def test_a_value_is_read_as_deep_as_is_asked_and_empty_below():
    value = nested(4, "/home/maruko/x")
    assert WHO not in json.dumps(without_paths(value, deeper=4))
    assert "/home/user/x" in json.dumps(without_paths(value, deeper=4))
    assert json.dumps(without_paths(value, deeper=3)).count("null") == 1
    assert without_paths([["a"], {"b": "c"}], deeper=1) == [None, None]
    assert without_paths("/home/maruko/x", deeper=0) == "/home/user/x"


@pytest.mark.parametrize("value", [None, True, 0, 1.5, [], {}])
def test_what_is_no_text_stays_what_it_is(value):
    found = without_paths(value, str.upper)
    assert found == value
    assert type(found) is type(value)


def test_every_text_is_changed_by_what_is_asked_for_beside_and_no_name_of_a_key():
    found = without_paths({"a": ["b", {"c": "/home/maruko/d"}]}, str.upper)
    assert found == {"a": ["B", {"c": "/HOME/USER/D"}]}
