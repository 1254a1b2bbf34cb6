"""Cells of the board: word, shape and colour, and where they lead."""

from uuid import uuid4

import pytest
from django.utils import translation

from projects.enums import State
from projects.web.cohorts.cells import SHORT, BoardCell


def cell(state=State.IN_REVIEW, **fields):
    made = {
        "url": "/submissions/1/",
        "attempt": 1,
        "late": False,
        "dimmed": False,
        "met_in": "",
        **fields,
    }
    return str(BoardCell(state, **made).html)


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_mark_its_short_word_and_its_whole_one(state):
    html = cell(state)
    assert html.startswith(f'<a class="heat state-{state}" href="/submissions/1/"')
    assert f'title="{state.label}"' in html
    assert f"#state-{state}" in html
    assert f"<span>{SHORT[state]}</span>" in html
    assert "×" not in html
    assert "late" not in html


def test_a_later_attempt_is_counted_and_read_out():
    assert '<span class="sr-only">attempt </span>×3' in cell(attempt=3)


def test_what_is_late_says_so_to_everybody():
    html = cell(State.RETURNED, late=True)
    assert " data-late>" in html
    assert '#clock"' in html
    assert '<span class="sr-only">late</span>' in html


def test_what_the_filter_does_not_ask_for_stands_back():
    assert 'class="heat state-in_review heat--other"' in cell(dimmed=True)


def test_nothing_handed_in_leads_nowhere_and_is_named():
    html = cell("", url="", attempt=0, dimmed=True)
    assert html.startswith('<span class="heat state-none heat--nothing"')
    assert 'aria-label="Nothing handed in"' in html
    assert "href=" not in html.replace("use href=", "")
    late = cell("", url="", attempt=0, late=True)
    assert '<span class="sr-only">late</span>' in late


def test_what_was_met_in_another_cohort_names_it_and_may_lead_there():
    html = cell(State.APPROVED, url="", attempt=0, met_in="March <2017>")
    assert html.startswith('<span class="heat state-approved"')
    assert 'title="Met in March &lt;2017&gt;"' in html
    assert "<span>Met before</span>" in html
    assert ": Met in March &lt;2017&gt;</span>" in html
    assert cell(State.APPROVED, met_in="March").startswith("<a ")


def test_words_are_the_reader_s_whoever_read_before():
    uid = f"/submissions/{uuid4()}/"
    english = cell(State.APPROVED, url=uid)
    with translation.override("ja"):
        japanese = cell(State.APPROVED, url=uid)
    assert "Approved" in english
    assert "Approved" not in japanese
    assert cell(State.APPROVED, url=uid) == english
