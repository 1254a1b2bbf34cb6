"""A cell in parts, each with the places of comments that end there."""

import re
import sys

import pytest

from notebooks.html import Html
from notebooks.pages import PageCell
from projects.web.parts.places import Place, beside

LINES = "".join(
    f'<span class="line" id="cell-3-line-{n}"><span data-code>{n}</span></span>'
    for n in (1, 2, 3)
)


@pytest.fixture
def shown():
    """Cell 3, of three lines and one output."""
    html = f'<div id="cell-3">{LINES}<div id="cell-3-output-1">4</div></div>'
    return PageCell(3, "cell-3", 3, Html(html), output_count=1)


def marked_in(parts):
    html = "".join(str(part) for part, _here in parts)
    return re.findall(r'id="([\w-]+)" data-marked', html)


def test_a_cell_without_comments_is_whole(shown):
    assert beside(shown, []) == [(shown.html, [])]


def test_the_lines_that_a_comment_is_about_are_marked(shown):
    assert marked_in(beside(shown, [Place(3, 2, 3)])) == [
        "cell-3-line-2",
        "cell-3-line-3",
    ]
    assert marked_in(beside(shown, [Place(3, output=1)])) == ["cell-3-output-1"]


def test_what_goes_beyond_the_cell_ends_it_and_marks_what_there_is(shown):
    parts = beside(shown, [Place(3, 2, 9)])
    assert marked_in(parts) == ["cell-3-line-2", "cell-3-line-3"]
    assert [here for _part, here in parts][-1] == [0]


@pytest.mark.parametrize("end", [999_999_999, sys.maxsize, 10**40])
def test_more_lines_than_a_machine_can_count_cost_no_more_than_those_that_are_there(
    shown, end
):
    parts = beside(shown, [Place(3, 1, end), Place(3, end), Place(3, output=end)])
    assert len(marked_in(parts)) == 3
    assert sorted(number for _part, here in parts for number in here) == [0, 1, 2]


def test_each_place_stands_in_one_part_the_whole_cells_at_its_end(shown):
    parts = beside(shown, [Place(3), Place(3, 1), Place(3, output=7)])
    assert sorted(number for _part, here in parts for number in here) == [0, 1, 2]
    assert set(parts[-1][1]) >= {0, 2}


@pytest.mark.parametrize(
    ("place", "is_there"),
    [
        (Place(3), True),
        (Place(3, 3), True),
        (Place(3, 1, 3), True),
        (Place(3, 4), False),
        (Place(3, 1, 4), False),
        (Place(3, output=1), True),
        (Place(3, output=2), False),
    ],
)
def test_a_place_is_there_or_not(place, is_there):
    assert place.fits(lines=3, outputs=1) is is_there
    assert Place(None).fits(lines=0, outputs=0)


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({}, Place(3)),
        ({"line": 5}, Place(3, 5)),
        ({"line": 5, "end_line": 8}, Place(3, 5, 8)),
        ({"line": 8, "end_line": 5}, Place(3, 5, 8)),
        ({"line": 5, "end_line": 5}, Place(3, 5)),
        ({"end_line": 5}, Place(3, 5)),
        ({"line": 5, "end_line": 8, "output": 2}, Place(3, output=2)),
    ],
)
def test_a_form_sends_a_place_its_ends_in_either_order(sent, place):
    nothing = {"cell": 3, "line": None, "end_line": None, "output": None}
    assert Place.sent(nothing | sent) == place


def test_a_file_without_cells_is_a_place_of_its_own():
    assert (Place(None).prefix, Place(3).prefix) == ("new-", "new-3")
    assert Place(None, 5).anchor != Place(3, 5).anchor
    assert Place(None, 5).anchor.startswith(Place(None).cell_anchor)
