"""Uploads made to take the site down, each taken in and opened through a child."""

import time

import pytest

from notebooks.budget import MOST_CHARACTERS
from notebooks.documents import DocumentKind
from notebooks.intake import HandIn
from notebooks.isolated import api
from notebooks.isolated.client import Exceeded, Overloaded, Reason
from notebooks.limits import IntakeLimits
from notebooks.pages import CELL_OUTPUT_BYTES, PAGE_BYTES
from notebooks.refusals import Refusal
from notebooks.signatures import Edition, NotebookSignature
from tests import hostile
from tests.isolating import LABELS

PROJECT = NotebookSignature(
    "bikes", {"en": "Bikes"}, defines=("NeuralNetwork",), editions=(Edition("any"),)
)
MOST_SECONDS = 8  # a child's wall time, and a busy machine
# Of its JSON, quotes escaped. One cell may be larger than a page: marked up, each character of
# its source takes up to seven bytes.
MOST_PAGE = max(PAGE_BYTES, 7 * MOST_CHARACTERS) + 2 * CELL_OUTPUT_BYTES
SHOWN = ("colliding_cell_ids", "nested_tuples_in_a_set", "runs_of_image_openings")
"""The first three rows of the audit and their like have to be readable, not only bounded."""


def take_in(name: str, data: bytes) -> HandIn | Refusal | Overloaded:
    try:
        return api.take_in([(name, data)], PROJECT, [PROJECT], IntakeLimits())
    except (Refusal, Overloaded) as refused:
        return refused


def opened(name: str, data: bytes) -> api.RenderedFile | Exceeded | Overloaded:
    try:
        return api.open_file(
            name, data, labels=LABELS, comment_url="", picture_base="/p/", beside={}
        )
    except (Exceeded, Overloaded) as given_up:
        return given_up


@pytest.mark.parametrize("name", hostile.UPLOADS)
def test_is_taken_in_or_refused_in_words_within_limits(name):
    file_name, make = hostile.UPLOADS[name]
    data = make()
    started = time.monotonic()
    answer = take_in(file_name, data)
    assert time.monotonic() - started < MOST_SECONDS
    if isinstance(answer, Refusal):
        assert answer.code != f"unreadable_{Reason.DIED}"
        assert answer.words["en"]
        assert answer.words["ja"]


@pytest.mark.parametrize("name", hostile.NOTEBOOKS)
def test_is_opened_or_given_up_within_limits(name):
    data = hostile.NOTEBOOKS[name]()
    started = time.monotonic()
    answer = opened(hostile.NOTEBOOK, data)
    assert time.monotonic() - started < MOST_SECONDS
    if isinstance(answer, Exceeded):
        assert answer.reason != Reason.DIED
    if isinstance(answer, api.RenderedFile):
        assert all(len(page) < MOST_PAGE for page in answer.pages)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in hostile.NOTEBOOKS
        if name.startswith(SHOWN) or "unclosed" in name
    ],
)
def test_what_used_to_take_the_site_down_is_shown(name):
    answer = opened(hostile.NOTEBOOK, hostile.NOTEBOOKS[name]())
    assert isinstance(answer, api.RenderedFile)
    assert answer.document.kind == DocumentKind.NOTEBOOK
