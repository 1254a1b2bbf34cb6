"""After how long the page of a run asks again: soon where there can be news, rarely far back in line."""

from datetime import timedelta

import pytest

from projects.enums import State
from projects.queries.change_token import LATEST_S, SOONEST_S, ChangeToken
from projects.queries.job_queue import Wait

EXACT_RUN = 5  # in the middle of the spread


def asks_again_s(place, seconds=None, workers=2, run=EXACT_RUN):
    time = None if seconds is None else timedelta(seconds=seconds)
    wait = Wait(place=place, workers=workers, time=time)
    return ChangeToken(State.CHECKING, run, wait=wait).asks_again_s


def test_what_runs_is_asked_about_every_two_seconds():
    assert ChangeToken(State.CHECKING, EXACT_RUN).asks_again_s == SOONEST_S


def test_far_back_in_line_every_twenty():
    assert asks_again_s(300, 1500) == LATEST_S
    assert asks_again_s(1800, 9000) == LATEST_S


def test_more_and_more_often_as_the_turn_comes_nearer():
    found = [asks_again_s(place, 5 * place) for place in range(60, 0, -1)]
    assert found == sorted(found, reverse=True)
    assert found[0] == LATEST_S
    assert found[-1] == SOONEST_S


@pytest.mark.parametrize("place", range(1, 11))
def test_near_its_turn_a_beginning_is_seen_within_five_seconds(place):
    for seconds in (None, 0, 5, 20, 100, 10_000):
        assert asks_again_s(place, seconds) <= 5


def test_a_line_that_moves_quickly_is_asked_about_as_quickly():
    assert asks_again_s(300, 30) == 3


@pytest.mark.parametrize("workers", [0, 2])
def test_without_a_known_time_the_place_counts(workers):
    assert asks_again_s(20, None, workers) == 10
    assert asks_again_s(400, None, workers) == LATEST_S


def test_who_came_at_once_does_not_ask_at_once_for_ever():
    found = {asks_again_s(300, 1500, run=run) for run in range(100)}
    assert len(found) > 8
    assert min(found) >= 0.9 * LATEST_S
    assert max(found) <= 1.1 * LATEST_S
