"""Drawings of what has ended are made once by each process, and for each language."""

from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone, translation

from projects.models import Run, Step
from projects.web.parts.drawings import kept

NUMBERS = count(1)


@pytest.fixture(params=[Run, Step])
def made(request):
    """A run or a step, as if it was stored."""
    return request.param(pk=next(NUMBERS), finished_at=timezone.now())


def drawing(name, of):
    """A new number each time that it is drawn."""
    return kept(name, of, lambda: next(NUMBERS))


def test_what_has_ended_is_drawn_once(made):
    assert drawing("a", made) == drawing("a", made)


def test_what_goes_on_is_drawn_each_time(made):
    made.finished_at = None
    assert drawing("a", made) != drawing("a", made)


def test_nothing_to_draw_is_kept_too(made):
    assert kept("a", made, lambda: None) is None
    assert drawing("a", made) is None


def test_each_name_row_end_and_language_has_its_own(made):
    other = type(made)(pk=made.pk + 1_000_000, finished_at=made.finished_at)
    again = type(made)(
        pk=made.pk, finished_at=made.finished_at + timedelta(microseconds=1)
    )
    found = [drawing("a", made), drawing("b", made), drawing("a", other)]
    found.append(drawing("a", again))
    with translation.override("ja"):
        found.append(drawing("a", made))
    assert len(set(found)) == len(found)
