"""Comparing two files in the process of limited rights."""

import json
from dataclasses import replace

import pytest

from notebooks.alignment.facts import Difference, Row
from notebooks.isolated import api
from notebooks.isolated.api import ComparedSide
from notebooks.isolated.client import Exceeded, Overloaded
from tests.notebooks.alignment.test_pages import LABELS, WORDS, code, picture


def side(cells, base="/p/") -> ComparedSide:
    data = json.dumps({"nbformat": 4, "cells": cells}).encode()
    return ComparedSide("a.ipynb", data, base, {})


def compared(old, new, *, whole=False):
    return api.compare_files(old, new, labels=LABELS, words=WORDS, whole=whole)


def test_difference_pages_and_the_pictures_of_both_come_back():
    old = side([code("a = 1"), code("plot()", picture(b"old"))], "/old/")
    new = side([code("a = 2"), code("plot()", picture(b"new"))], "/new/")
    made = compared(old, new)
    assert Difference.parse(made.difference).counts == {"edited": 1, "outputs": 1}
    rows = [Row.parse(row) for page in made.pages for row in json.loads(page)]
    assert [row.change for row in rows] == ["edited", "unchanged"]
    (name, data), (new_name, new_data) = (
        *made.old_pictures.items(),
        *made.new_pictures.items(),
    )
    assert b"old" in data
    assert b"new" in new_data
    assert f"/old/{name}" in rows[1].html
    assert f"/new/{new_name}" in rows[1].html


HOSTILE = {
    "ten thousand equal cells": lambda n: [code("a = 1")] * 10_000,
    "ten thousand other cells": lambda n: [code(f"a{k} = {n}") for k in range(10_000)],
    "a cell of 8 MB": lambda n: [code(f"a = {n}\n" * 1_000_000)],
    "a line of 8 MB": lambda n: [code(f"a{n} " * 2_000_000)],
    "lines of few kinds": lambda n: [
        code("\n".join(f"{k * k % (5 + n)}" for k in range(3_000))) for _ in range(60)
    ],
    "brackets": lambda n: [code("(" * 50_000 + str(n))] * 20,
    "outputs": lambda n: [
        code("a", *[picture(bytes([n, k % 250])) for k in range(5_000)])
    ],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_notebooks_are_compared_or_given_up_in_time(name):
    make = HOSTILE[name]
    try:
        made = compared(side(make(1)), side(make(2)))
    except (Exceeded, Overloaded):
        return  # which the page tells
    assert Difference.parse(made.difference).page_count == len(made.pages)


def test_what_is_no_notebook_any_more_is_refused_with_words():
    made = compared(replace(side([]), data=b"not JSON"), side([code("a")]))
    assert "valid JSON" in Difference.parse(made.difference).reason["en"]
    assert not made.pages
