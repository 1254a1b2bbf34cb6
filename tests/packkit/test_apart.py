"""When an attempt apart from the student's code shows something."""

import numpy as np
import pytest

from protocol.steps import Outcome
from workers.grader.steps.judging import judged
from workers.packkit import apart
from workers.packkit.apart import NotShown, Reason
from workers.packkit.checks import NOT_SHOWN

SIZES = (400, 50)


def span(seed, *, noise, scale=1.0, turned=1.0):
    """A move of two arrays: one direction, and what dropout does to it."""
    way = np.random.default_rng(1).choice([-1.0, 1.0], sum(SIZES))
    drawn = np.random.default_rng(seed).normal(size=sum(SIZES))
    return np.split(scale * (turned * way + noise * drawn), [SIZES[0]])


PLAIN, AGAIN = span(2, noise=1.0), span(3, noise=1.0)


@pytest.mark.parametrize("noise", [0.0, 1.0, 1.5])
def test_a_span_of_plain_steps_is_known_in_spite_of_dropout(noise):
    apart.require_same_steps(span(4, noise=noise), PLAIN, AGAIN)


STRANGE = {
    "uphill": span(4, noise=1.0, turned=-1.0),
    "nowhere": span(4, noise=0.0, scale=0.0),
    "at random": span(4, noise=1.0, turned=0.0),
    "far": span(4, noise=1.0, scale=5.0),
    "hardly": span(4, noise=1.0, scale=0.1),
    "the last array alone": [np.zeros(SIZES[0]), span(4, noise=0.0)[1]],
    "the first array alone": [span(4, noise=0.0)[0], np.zeros(SIZES[1])],
}


@pytest.mark.parametrize("own", STRANGE.values(), ids=STRANGE)
def test_any_other_span_is_not(own):
    with pytest.raises(NotShown) as found:
        apart.require_same_steps(own, PLAIN, AGAIN)
    assert found.value.reason is Reason.STEPS


def test_where_plain_steps_differ_among_themselves_nothing_is_shown():
    with pytest.raises(NotShown):
        apart.require_same_steps(PLAIN, PLAIN, span(3, noise=1.0, turned=0.0))


def test_an_array_that_no_step_moves_need_not_move():
    still = np.zeros(SIZES[1])
    apart.require_same_steps(*([one[0], still] for one in (PLAIN, AGAIN, PLAIN)))


def test_a_network_in_which_nothing_learns_shows_nothing():
    with pytest.raises(NotShown):
        apart.require_same_steps([], [], [])


def test_answers_agree_to_rounding_only():
    plain = np.random.default_rng(5).normal(size=(20, 10))
    apart.require_same_answers(plain + 1e-3, plain)
    for other in (plain[:-1], plain + 0.1, np.full_like(plain, np.nan)):
        with pytest.raises(NotShown) as found:
            apart.require_same_answers(other, plain)
        assert found.value.reason is Reason.ANSWERS


def test_places_lie_within_their_array():
    first, second = apart.places_in([5, 100], 20, np.random.default_rng(6))
    assert list(first) == [0, 1, 2, 3, 4]
    assert len(set(second)) == 20
    assert second.min() >= 5
    assert second.max() < 105


def outcome(figures):
    check = apart.shown_apart(needs=())
    return judged(check, lambda: check.function(figures))


def test_what_was_shown_passes():
    assert outcome(apart.SHOWN).outcome is Outcome.PASSED


@pytest.mark.parametrize("reason", Reason)
def test_what_was_not_says_why_in_both_languages(reason):
    result = outcome(NotShown(reason, "evidence").figures)
    assert result.outcome is Outcome.UNJUDGED
    assert "evidence" in result.evidence
    for language, beginning in apart.BEGINNING.items():
        assert result.hint[language].startswith(beginning)
        assert apart.TOLD[reason][language] in result.hint[language]
        assert result.hint[language].endswith(apart.LOOKED_AT[language])


def test_a_further_attempt_says_that_nothing_is_shown():
    assert outcome({}).hint == NOT_SHOWN


def test_so_many_arrays_are_compared_at_few_places_each():
    """Places and moves of all of them are held in the grader at once."""
    places = apart.places_in([2500] * 2000, 2000, np.random.default_rng(1))
    assert len(places) == 2000
    assert all(len(some) for some in places)
    assert sum(map(len, places)) <= apart.MOST_PLACES
