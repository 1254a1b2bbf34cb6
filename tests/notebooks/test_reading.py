import json
import re

import nbformat
import pytest

from notebooks.reading import read, read_notebook
from notebooks.refusals import Refusal
from tests.notebooks.building import code, document, words

VERSION_3 = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": ""},
    "worksheets": [
        {
            "cells": [
                {
                    "cell_type": "code",
                    "input": ["a = 1\n", "a"],
                    "prompt_number": 3,
                    "outputs": [
                        {"output_type": "pyout", "text": ["1"], "prompt_number": 3},
                        {"output_type": "stream", "stream": "stderr", "text": "oh"},
                        {"output_type": "display_data", "png": "aGk="},
                        {
                            "output_type": "pyerr",
                            "ename": "E",
                            "evalue": "v",
                            "traceback": ["t"],
                        },
                    ],
                },
                {"cell_type": "heading", "level": 2, "source": ["Hello"]},
            ]
        }
    ],
}

BAD = {
    "notebook_empty_file": b" \n",
    "notebook_not_json": b'{"cells": [',
    "notebook_is_html": b"<!DOCTYPE html><html><body>404</body></html>",
    "notebook_not_a_notebook": b'{"name": "package", "version": 1}',
    "notebook_too_old": b'{"nbformat": 2, "worksheets": []}',
    "notebook_from_the_future": b'{"nbformat": 5, "cells": []}',
    "notebook_not_utf8": document(words("caf!")).replace(b"!", b"\xe9"),
    "notebook_merge_conflict": b'{\n "cells": [\n<<<<<<< HEAD\n {}\n=======\n>>>>>>> x\n',
    "notebook_damaged": document(words("ok"), {"cell_type": "code", "source": 5}),
}


@pytest.mark.parametrize("expected", BAD)
def test_what_is_not_a_notebook_is_refused_in_two_languages(expected):
    with pytest.raises(Refusal) as refused:
        read_notebook(BAD[expected])
    assert refused.value.code == expected
    assert refused.value.words["en"].endswith(".")
    assert re.search("[ぁ-ん]", refused.value.words["ja"])


def test_every_refusal_says_something_else():
    said = set()
    for data in BAD.values():
        with pytest.raises(Refusal) as refused:
            read_notebook(data)
        said.add(refused.value.words["en"])
    assert len(said) == len(BAD)


def test_a_merge_conflict_is_located():
    with pytest.raises(Refusal, match="near line 3"):
        read_notebook(BAD["notebook_merge_conflict"])


def test_conflict_markers_that_a_student_writes_about_are_no_conflict():
    text = document(words("<<<<<<< HEAD\nis what git writes"))
    assert read_notebook(text).cells[0].source.startswith("<<<<<<<")


@pytest.mark.parametrize(
    ("data", "code_"),
    [
        (b"[" * 200_000, "notebook_not_json"),
        (b'{"nbformat": ' + b"1" * 5000 + b"}", "notebook_not_json"),
        (b"[]", "notebook_not_a_notebook"),
        (b'{"nbformat": true, "cells": []}', "notebook_not_a_notebook"),
        (b'{"nbformat": 4, "cells": {}}', "notebook_not_a_notebook"),
        (b"\x00" * 10, "notebook_not_json"),
    ],
)
def test_hostile_json_is_refused_and_does_not_break_us(data, code_):
    with pytest.raises(Refusal) as refused:
        read_notebook(data)
    assert refused.value.code == code_


def test_nbformat_3_becomes_a_valid_4():
    read = read_notebook(json.dumps(VERSION_3).encode())
    nbformat.validate(read)
    cell, heading = read.cells
    assert cell.source == "a = 1\na"
    assert [output.output_type for output in cell.outputs] == [
        "execute_result",
        "stream",
        "display_data",
        "error",
    ]
    assert cell.outputs[0].data == {"text/plain": "1"}
    assert cell.outputs[1].name == "stderr"
    assert heading.source == "## Hello"


def test_damaged_outputs_and_metadata_are_dropped_and_the_cells_stay():
    cell = code(
        ["x = 1\n", "x"],
        "no output",
        {"output_type": "nonsense"},
        {"output_type": "stream", "text": 5},
        {"output_type": "error", "traceback": None},
        {"output_type": "display_data", "data": {"image/png": ["aGk", "="], "w": {}}},
    )
    read = read_notebook(document(cell, metadata="none", cells_extra=1))
    nbformat.validate(read)
    assert read.cells[0].source == "x = 1\nx"
    assert [output.output_type for output in read.cells[0].outputs] == [
        "stream",
        "error",
        "display_data",
    ]
    assert read.cells[0].outputs[2].data == {"image/png": "aGk="}


def test_cell_ids_are_kept_unique_and_the_same_at_every_read():
    cells = [{**code("a"), "id": "one"}, {**code("b"), "id": "one"}, code("c")]
    cells.append({**code("d"), "id": 'x" onclick="y'})
    first, second = (
        [cell.id for cell in read_notebook(document(*cells)).cells] for _ in range(2)
    )
    assert first == second
    assert first[0] == "one"
    assert len(set(first)) == len(cells)
    assert all(re.fullmatch("[a-zA-Z0-9_-]{1,64}", name) for name in first)


def test_a_byte_order_mark_and_lone_surrogates_do_no_harm():
    data = b"\xef\xbb\xbf" + document(code("s = '\ud800'"))
    assert read_notebook(data).cells[0].source.encode() == b"s = '?'"


@pytest.mark.parametrize(
    "stated", ["4", " 4 ", "4.0", "4.5", 4.0, 4.5, None, "v4", [], {}]
)
def test_a_format_stated_as_text_as_a_fraction_or_not_at_all_is_read_with_a_note(
    stated,
):
    given = read(document(code("x = 1"), nbformat=stated))
    assert [cell.source for cell in given.notebook.cells] == ["x = 1"]
    (note,) = given.notes
    assert "version 4" in note["en"]
    assert "版 4" in note["ja"]


def test_a_notebook_of_version_3_is_known_by_its_worksheets():
    for stated in ("3", 3.0, None, 4):
        given = read(json.dumps({**VERSION_3, "nbformat": stated}).encode())
        assert given.notebook.cells[0].source == "a = 1\na"
        assert "version 3" in given.notes[0]["en"]
    missing = {key: value for key, value in VERSION_3.items() if key != "nbformat"}
    assert read(json.dumps(missing).encode()).notebook.cells[1].source == "## Hello"


def test_a_format_that_is_stated_as_it_should_be_needs_no_note():
    assert read(document(code("x = 1"))).notes == ()
    assert read(json.dumps(VERSION_3).encode()).notes == ()


@pytest.mark.parametrize(
    ("data", "code_"),
    [
        (b'{"cells": []}', "notebook_not_a_notebook"),
        (b'{"cells": [1, {"a": 2}]}', "notebook_not_a_notebook"),
        (b'{"nbformat": "4", "cells": 3}', "notebook_not_a_notebook"),
        (b'{"nbformat": "2", "worksheets": []}', "notebook_too_old"),
        (b'{"nbformat": 5.0, "cells": []}', "notebook_from_the_future"),
        (b'{"nbformat": NaN, "cells": []}', "notebook_not_a_notebook"),
        (b'{"nbformat": 1e999, "cells": []}', "notebook_not_a_notebook"),
    ],
)
def test_without_cells_no_format_makes_it_a_notebook(data, code_):
    with pytest.raises(Refusal) as refused:
        read_notebook(data)
    assert refused.value.code == code_


def test_lines_that_came_without_their_ends_are_joined_as_lines_with_a_note():
    printed = {"output_type": "stream", "name": "stdout", "text": ["a", "b"]}
    cell = code(["# a comment", "def f():", "", "    return 1"], printed)
    given = read(document(words("# Bikes"), cell, words(["One", "Two"])))
    sources = [one.source for one in given.notebook.cells]
    assert sources == ["# Bikes", "# a comment\ndef f():\n\n    return 1", "One\nTwo"]
    assert given.notebook.cells[1].outputs[0].text == "a\nb"
    (note,) = given.notes
    assert note["en"].startswith("Saved without line ends: cells 2, 3. Each")
    assert note["ja"].startswith("改行なしで保存されていたセル：2, 3。")


@pytest.mark.parametrize(
    ("source", "joined"),
    [
        (["x = 1"], "x = 1"),
        (["x = 1\n", "y = 2"], "x = 1\ny = 2"),
        (["x = 1", "y = 2\n"], "x = 1y = 2\n"),
        (["x = 1", "\ny = 2", "\nz = 3"], "x = 1\ny = 2\nz = 3"),
        (["x = '\u2028", "y'"], "x = '\u2028y'"),
        (["x = 1\r", "y = 2"], "x = 1\ry = 2"),
    ],
)
def test_lines_that_bring_an_end_along_are_joined_as_they_are(source, joined):
    given = read(document(code(source)))
    assert given.notebook.cells[0].source == joined
    assert given.notes == ()


def test_lines_without_ends_in_version_3_are_joined_too():
    cell = {"cell_type": "code", "input": ["a = 1", "b = 2"], "outputs": []}
    old = {"nbformat": 3, "worksheets": [{"cells": [cell]}]}
    given = read(json.dumps(old).encode())
    assert given.notebook.cells[0].source == "a = 1\nb = 2"
    assert given.notes[0]["en"].startswith("Saved without line ends: cell 1. Each")


def test_five_cells_without_line_ends_are_named_and_the_others_counted():
    cells = [code(["x = 1", "y = 2"]) for _ in range(7)]
    (note,) = read(document(*cells)).notes
    assert note["en"].startswith(
        "Saved without line ends: cells 1, 2, 3, 4, 5 and 2 more."
    )
    assert note["ja"].startswith(
        "改行なしで保存されていたセル：1, 2, 3, 4, 5 ほか 2 個。"
    )


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"name": "python", "version": "3.6.1", "mimetype": "text/x-python"}, "3.6.1"),
        ({"version": "3.6.1\ud800"}, "3.6.1?"),
        ({"name": "python", "version": 3.6}, None),
        (["3.6.1"], None),
    ],
)
def test_the_python_that_saved_it_is_kept(said, kept):
    read = read_notebook(document(code("x"), metadata={"language_info": said}))
    nbformat.validate(read)
    wanted = {"name": "python", "version": kept}
    assert read.metadata.get("language_info") == (wanted if kept else None)


@pytest.mark.parametrize("stated", [2, 0, -4, "1"])
def test_an_impossible_version_is_passed_over_where_the_cells_are_todays(stated):
    reading = read(document(code("x = 1"), nbformat=stated))
    assert reading.notebook["cells"][0]["source"] == "x = 1"
    assert "read as version 4" in reading.notes[0]["en"]


def test_a_cell_of_version_3_among_those_of_version_4_keeps_its_code():
    cell = {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "outputs": []}
    assert read_notebook(document(cell))["cells"][0]["source"] == "x = 1\ny = 2"
