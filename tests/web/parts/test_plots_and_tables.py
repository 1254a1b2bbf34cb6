"""What a figure gives to a script and to a file, and what a spreadsheet does not compute."""

import csv
import io
import json

import pytest

from projects.web.parts.plots import PERCENT, Mark, Plot, Row, Series, Value, share
from projects.web.parts.tables import csv_file, neutral


@pytest.mark.parametrize(
    "cell",
    ["=1+2", "+81", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＠花子"],
)
def test_what_a_spreadsheet_would_compute_is_shown(cell):
    assert neutral(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", [-3, 0, 2.5, "山田 花子", "a=b", "1-2", ""])
def test_numbers_and_words_stay_as_they_are(cell):
    assert neutral(cell) == cell


def test_nothing_is_an_empty_cell():
    assert neutral(None) == ""


def test_a_file_is_read_back_with_its_japanese_its_lines_and_its_head_disarmed():
    rows = [["=A1", "形"], ["two\nlines, a comma", None], ["x", -1.5]]
    answer = csv_file("a.csv", rows[0], rows[1:])
    assert answer["Content-Disposition"] == 'attachment; filename="a.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert read == [["'=A1", "形"], ["two\nlines, a comma", ""], ["x", "-1.5"]]


def plot(rows, **fields):
    columns = [Series("Passed", 1), Series("Started", 2)]
    return Plot("p", "P", "Week", "y", columns, rows, **fields)


def test_shares_stand_in_the_file_beside_the_students_that_they_are_of():
    made = plot([Row("1", [share(1, 3), share(0, 0)], "due")], unit=PERCENT)
    assert made.head() == [
        "Week",
        "Passed, students",
        "Passed, percent",
        "Started, students",
        "Started, percent",
    ]
    assert list(made.cells()) == [["1", 1, 33.3, 0, None]]


def test_each_row_is_as_long_as_the_head_also_where_there_is_no_figure():
    rows = [Row("1", [Value(2), Value(None)]), Row("2", [Value(None), Value(0)])]
    for made in (plot(rows), plot(rows, unit=PERCENT)):
        assert {len(one) for one in made.cells()} == {len(made.head())}


def test_a_figure_of_zeros_and_gaps_has_nothing_to_draw():
    assert plot([]).is_empty
    assert plot([Row("1", [Value(0), Value(None)])]).is_empty
    assert not plot([Row("1", [Value(0), Value(0.1)])]).is_empty


def test_marks_come_to_the_script_as_they_are_named():
    told = plot([], marks=[Mark(1.5, '"Due" <b>')]).drawn_marks()
    assert json.loads(told) == [{"at": 1.5, "name": '"Due" <b>'}]
