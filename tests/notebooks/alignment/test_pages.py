"""The difference as pages: what stands on them, and that nothing of an upload acts there."""

import base64
import json

from notebooks.album import Album
from notebooks.alignment.facts import Difference
from notebooks.alignment.labels import DifferenceLabels
from notebooks.alignment.pages import Side, compare
from notebooks.labels import Labels, Plural
from notebooks.unshown import Kind
from tests.notebooks import dom
from tests.notebooks.picturing import chunk

NAMES = (
    *("cell", "code_cell", "text_cell", "line", "comment_on_line"),
    *("copy", "copied", "copy_icon", "picture"),
)
PLURALS = ("more_lines", "dropped_lines", "dropped_source", "dropped_outputs")
LABELS = Labels(
    **{name: f"{name} %(number)s" if name == "cell" else name for name in NAMES},
    **{name: Plural("%(n)s", "%(n)s") for name in PLURALS},
    comment_on_output="comment on output %(number)s",
    output_not_shown="too large",
    download="download",
    unshown=dict.fromkeys(Kind, "unshown"),
)
WORDS = DifferenceLabels(
    source="source",
    added="Added:",
    removed="Removed:",
    before="Before",
    after="Now",
    no_output="none",
    unchanged_lines=Plural("%(n)s line", "%(n)s lines"),
    unchanged_outputs=Plural("%(n)s output", "%(n)s outputs"),
    dropped_lines=Plural("%(n)s left", "%(n)s left"),
)


def code(source, *outputs):
    return {"cell_type": "code", "source": source, "outputs": list(outputs)}


def text(source):
    return {"cell_type": "markdown", "source": source}


def printed(words):
    return {"output_type": "stream", "name": "stdout", "text": words}


def picture(mark):
    data = base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", mark)).decode()
    return {"output_type": "display_data", "data": {"image/png": data}}


def side(name, cells, base):
    data = json.dumps({"nbformat": 4, "cells": cells}).encode()
    return Side(name, data if isinstance(cells, list) else cells, Album(base))


def made(old, new, *, whole=False, name="a.ipynb"):
    sides = side(name, old, "/old/"), side(name, new, "/new/")
    found = compare(*sides, LABELS, WORDS, whole=whole)
    rows = [row for page in found.pages for row in page]
    return found.difference, rows, [one.album for one in sides]


def test_unchanged_cells_are_a_line_each_unless_all_is_asked_for():
    old = [text("# Title"), code("a = 1"), code("b = 1")]
    new = [text("# Title"), code("a = 1"), code("b = 2")]
    difference, rows, _albums = made(old, new)
    assert [(row.change, bool(row.html)) for row in rows] == [
        ("unchanged", False),
        ("unchanged", False),
        ("edited", True),
    ]
    assert [row.head for row in rows] == ["# Title", "a = 1", "b = 2"]
    assert difference.counts == {"unchanged": 2, "edited": 1}
    assert difference.changed_rows == 1
    _difference, rows, _albums = made(old, new, whole=True)
    assert all(row.html for row in rows)


def test_changed_lines_have_a_sign_a_word_and_marks_around_the_words():
    _difference, (row,), _albums = made([code("a = b + 1")], [code("a = c + 1")])
    assert 'data-change="removed"' in row.html
    assert '<span class="sr-only">Removed: </span>' in row.html
    assert '<span class="sr-only">Added: </span>' in row.html
    assert '<del><span class="n">b</span></del>' in row.html
    assert '<ins><span class="n">c</span></ins>' in row.html
    assert 'id="cell-1-line-1"' in row.html


def test_long_unchanged_parts_of_a_cell_are_folded():
    lines = [f"v{n} = {n}" for n in range(40)]
    new = [*lines[:20], "v20 = 'other'", *lines[21:]]
    _difference, (row,), _albums = made(
        [code("\n".join(lines))], [code("\n".join(new))]
    )
    assert "<summary>17 lines</summary>" in row.html
    assert "<summary>16 lines</summary>" in row.html


def test_pictures_that_differ_stand_side_by_side_each_from_its_own_file():
    old = [code("plot()", printed("done"), picture(b"1"))]
    new = [code("plot()", printed("done"), picture(b"2"))]
    difference, (row,), (before, now) = made(old, new)
    assert row.change == "unchanged"
    assert row.outputs_changed
    assert difference.counts == {"outputs": 1}
    assert len(before.files) == len(now.files) == 1
    assert f'src="/old/{next(iter(before.files))}"' in row.html
    assert f'src="/new/{next(iter(now.files))}"' in row.html
    assert "1 output<" in row.html
    assert row.html.index("Before") < row.html.index("Now")


def test_no_two_elements_of_a_page_have_the_same_id():
    old = [text("# One\n\ntext"), text("# Two"), code("a = 1\nb = 2"), code("c")]
    new = [text("# Three"), text("# Two"), code("a = 1\nb = 3"), code("d = 1")]
    _difference, rows, _albums = made(old, new, whole=True)
    page = dom.parsed("".join(row.html for row in rows))
    ids = [found["id"] for _tag, found in page.elements if "id" in found]
    assert len(ids) == len(set(ids))


def test_a_split_cell_names_the_cells_that_it_became():
    lines = [f"value_{n} = {n}" for n in range(8)]
    new = [code("\n".join(lines[:4])), code("\n".join(lines[4:]))]
    difference, (row,), _albums = made([code("\n".join(lines))], new)
    assert row.change == "split"
    assert "Now: cell 1" in row.html
    assert "Now: cell 2" in row.html
    assert difference.place(1, 6) == (2, 2)


def test_places_tell_where_a_comment_goes():
    old = [code("a = 1\nb = 2\nc = 3"), code("gone = 1"), text("words")]
    new = [text("words"), code("# first\na = 1\nb = 20\nc = 3")]
    difference, _rows, _albums = made(old, new)
    assert difference.place(1, 3) == (2, 4)
    assert difference.place(1, None) == (2, None)
    assert difference.place(3, None) == (1, None)
    assert difference.place(2, 1) is None
    assert difference.place(99, 1) is None


def test_it_knows_which_code_changed_and_that_words_are_no_code():
    old = [text("a"), code("b = 1"), code("c = 1"), code("d = 1")]
    new = [text("a, and more"), code("b = 1"), code("c = 2")]
    difference, _rows, _albums = made(old, new)
    assert list(difference.changed_code) == [3]
    assert list(difference.lost_code) == [4]
    difference, _rows, _albums = made(old, [text("other words"), *old[1:]])
    assert not difference.changed_code
    assert not difference.lost_code


def test_what_is_kept_reads_as_it_was_written():
    difference, _rows, _albums = made([code("a = 1")], [code("a = 2")])
    assert Difference.parse(difference.as_json()) == Difference.parse(
        Difference.parse(difference.as_json()).as_json()
    )
    assert Difference.parse(difference.as_json()).place(1, 1) == (1, 1)


def test_a_file_that_is_no_notebook_any_more_is_told():
    found = compare(
        Side("a.ipynb", b"{}", Album("/old/")),
        side("a.ipynb", [code("a")], "/new/"),
        LABELS,
        WORDS,
        whole=False,
    )
    assert "not a Jupyter notebook" in found.difference.reason["en"]
    assert not found.pages


def test_files_of_text_are_compared_by_line():
    sides = (
        Side("a.py", b"a = 1\nb = 2\n", Album("/old/")),
        Side("a.py", b"a = 1\nb = 3\n", Album("/new/")),
    )
    found = compare(*sides, LABELS, WORDS, whole=False)
    ((row,),) = found.pages
    assert row.change == "edited"
    assert '<ins><span class="mi">3</span></ins>' in row.html


def test_nothing_of_an_upload_acts():
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    html = {"output_type": "display_data", "data": {"text/html": bad}}
    old = [code("a = 1", html), text(bad), code(f"b = '{bad}'"), code("c")]
    new = [code("a = 1", printed(bad)), text(f"{bad} more"), code(f"b = 1 # {bad}")]
    _difference, rows, _albums = made(old, new)
    page = dom.parsed("".join(row.html for row in rows))
    assert page.tags.count("script") == 0
    assert not [found for _tag, found in page.elements if "onerror" in found]
    assert page.text.count("<script>alert(1)</script>") >= 4  # read as text


def test_characters_that_nobody_sees_are_marked():
    _difference, (row,), _albums = made([code("a = 1")], [code("a = 1\u202e")])
    assert 'data-control="U+202E"' in row.html


def test_many_changed_cells_become_several_pages():
    old = [code(f"a{n} = {n}\n" + "x = 1\n" * 200) for n in range(100)]
    new = [code(f"a{n} = {n}\n" + "x = 2\n" * 200) for n in range(100)]
    difference, _rows, _albums = made(old, new)
    assert difference.counts == {"edited": 100}
    assert difference.page_count > 1
    assert difference.page_of(1) == 1
    assert difference.page_of(100) == difference.page_count


def test_a_page_with_removed_cells_only_is_no_page_of_a_cell():
    old = [code(f"a{n} = 1\n" + f"x{n} = 1\n" * 900) for n in range(40)]
    difference, _rows, _albums = made(old, [code("nothing_alike = 0")])
    assert difference.page_count > 1
    assert difference.counts == {"deleted": 40, "inserted": 1}
    assert difference.page_of(1) == difference.page_count
