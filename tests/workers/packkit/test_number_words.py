"""A number that is not allowed: what was found, where, and what is wanted, in two languages."""

import math
from types import SimpleNamespace

import pytest

from workers.packkit.bounds import Wanted, bounds, shown, wanted_kind
from workers.packkit.number_words import Found, said, trained_with


def wanted(
    *,
    whole=False,
    at_least=-math.inf,
    at_most=math.inf,
    above=-math.inf,
    below=math.inf,
):
    return Wanted(whole, at_least, at_most, above, below)


def found(value=None, *, kind="", place=None, known=True, number=False):
    return Found("rate", value, known, number, kind, place)


IN_CELL = SimpleNamespace(cell=12, line=3, source="rate = schedule", file="", loops=1)
IN_FILE = SimpleNamespace(cell=0, line=7, source="rate = 3", file="helper.py", loops=1)
ASKING = SimpleNamespace(
    cell=2, line=1, source="rate = float(input())", file="", loops=1
)
IN_LOOPS = SimpleNamespace(cell=4, line=2, source="steps = 400", file="", loops=3)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (3, "3"),
        (3.0, "3"),
        (-0.0, "0"),
        (0.001, "0.001"),
        (1e300, "1e+300"),
        (1e15, "1000000000000000.0"),
        (math.inf, "inf"),
        (math.nan, "nan"),
        (True, "True"),
        (None, "None"),
        (10**40, "10000000000000000000000000000…"),
        ("x" * 50, "'" + "x" * 28 + "…"),
    ],
)
def test_a_value_is_shown_as_it_would_be_typed(value, told):
    assert shown(value) == told
    assert len(shown(value)) <= 30


@pytest.mark.parametrize(
    ("limits", "english", "japanese"),
    [
        ({"at_least": 8, "at_most": 120}, "from 8 to 120", "8 以上 120 以下"),
        ({"at_least": 7, "at_most": 7}, "exactly 7", "7 ちょうど"),
        ({"at_least": 1}, "at least 1", "1 以上"),
        (
            {"above": 0, "below": 1},
            "above 0 and below 1",
            "0 より大きい数、かつ 1 より小さい数",
        ),
        (
            {"at_least": 0, "below": 1},
            "at least 0 and below 1",
            "0 以上、かつ 1 より小さい数",
        ),
        ({}, "a finite number", "有限の数"),
    ],
)
def test_bounds_are_told_in_words(limits, english, japanese):
    assert bounds(wanted(**limits)) == {"en": english, "ja": japanese}


@pytest.mark.parametrize(
    ("limits", "english"),
    [
        ({"whole": True, "at_least": 1, "at_most": 9}, "a whole number (from 1 to 9)"),
        ({"whole": True}, "a whole number"),
        ({"above": 0}, "a number (above 0)"),
        ({}, "a number"),
    ],
)
def test_the_kind_is_told_with_its_bounds_if_there_are_any(limits, english):
    assert wanted_kind(wanted(**limits))["en"] == english


def test_a_number_out_of_bounds_is_told_with_its_place():
    told = said(found(0.5, number=True, place=IN_CELL), wanted(at_least=1))
    assert told["en"] == "`rate` is 0.5 (cell 12, line 3); it has to be at least 1."
    assert told["ja"].startswith("`rate` は 0.5 です（セル 12、3 行目）。")


def test_a_side_file_is_named_instead_of_a_cell():
    told = said(found(0, number=True, place=IN_FILE), wanted(above=0))
    assert "(helper.py, line 7)" in told["en"]
    assert "（helper.py、7 行目）" in told["ja"]


@pytest.mark.parametrize(
    ("there", "english"),
    [
        (found(kind="Schedule", place=IN_CELL), "`rate` holds a value of type `Schedule` (cell 12, line 3: `rate = schedule`)."),
        (found(None), "`rate` is None."),
        (found(True), "`rate` is True."),
        (found(2j), "`rate` is 2j."),
        (found("0.5"), "`rate` is of type `str`."),
        (found([1], place=IN_CELL), "`rate` is of type `list` (cell 12, line 3: `rate = schedule`)."),
        (found(known=False, place=IN_CELL), "The value of `rate` is not known here (cell 12, line 3: `rate = schedule`): the checks do not run that line, which needs your data, your training or something else that only the whole notebook has."),
        (found(known=False, place=ASKING), "The value of `rate` is not known here (cell 2, line 1: `rate = float(input())`): that line waits for a person to type it, and nobody can answer here."),
        (found(known=False), "No `rate` is assigned outside of functions, classes and loops."),
    ],
)  # fmt: skip
def test_what_is_no_such_number_is_told_as_it_is(there, english):
    told = said(there, wanted(whole=True, at_least=1, at_most=9))
    assert told["en"] == f"{english} Assign a whole number (from 1 to 9) to it."
    assert told["ja"].endswith("整数（1 以上 9 以下）を代入してください。")


def test_numbers_that_were_used_are_told_with_their_places():
    numbers = [
        Found("steps", 3000, True, True, "", IN_LOOPS),
        Found("rate", 0.5, True, True, "", IN_FILE),
    ]
    assert trained_with(numbers) == {
        "en": "Your network was trained here with `steps` = 3000 (cell 4, line 2; 3 loops train"
        " this network, this is all of them), `rate` = 0.5 (helper.py, line 7).",
        "ja": "ここでは `steps` = 3000（セル 4、2 行目、このネットワークを学習させる 3 個のループの合計）、"
        "`rate` = 0.5（helper.py、7 行目）で学習しました。",
    }


@pytest.mark.parametrize(
    ("loops", "english", "japanese"),
    [
        (1, "", ""),
        (2, "; 2 loops train this network, this is all of them", "2 個のループの合計"),
    ],
)
def test_loops_are_told_where_their_rounds_were_added_up(loops, english, japanese):
    place = SimpleNamespace(cell=4, line=2, source="n = 4", file="", loops=loops)
    told = said(found(0, number=True, place=place), wanted(at_least=1))
    assert f"(cell 4, line 2{english})" in told["en"]
    assert japanese in told["ja"]
    assert ("ループ" in told["ja"]) is (loops > 1)
