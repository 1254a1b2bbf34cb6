"""Whether a process may call others dead."""

import pytest

from workers.witness import Witness

BEAT_S = 5.0


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def witness(clock):
    return Witness(BEAT_S, clock)


def beats(witness, clock, count):
    for _ in range(count):
        witness.heard()
        clock.now += BEAT_S


def test_who_was_never_heard_judges_nobody(witness):
    assert not witness.may_judge()


def test_one_that_has_just_begun_waits_as_long_as_others_may_need(witness, clock):
    witness.heard()
    assert not witness.may_judge()
    clock.now += BEAT_S
    witness.heard()
    assert not witness.may_judge()
    clock.now += BEAT_S
    assert witness.may_judge()


def test_one_that_is_heard_all_the_while_judges_and_a_late_beat_is_no_gap(
    witness, clock
):
    beats(witness, clock, 4)
    clock.now += BEAT_S * 0.9
    assert witness.may_judge()
    witness.heard()
    assert witness.may_judge()


def test_in_an_outage_it_does_not_judge_nor_for_a_while_after_it(witness, clock):
    beats(witness, clock, 4)
    clock.now += 3 * BEAT_S
    assert not witness.may_judge(), "nobody was heard, itself included"
    beats(witness, clock, 2)
    assert witness.may_judge()


def test_after_an_outage_the_first_beat_is_not_enough(witness, clock):
    beats(witness, clock, 4)
    clock.now += 3 * BEAT_S
    witness.heard()
    assert not witness.may_judge(), "the others may not have had their turn yet"
    clock.now += BEAT_S
    assert not witness.may_judge()


def test_a_clock_that_is_set_back_only_delays(witness, clock):
    beats(witness, clock, 4)
    clock.now -= 3600.0
    assert not witness.may_judge()
    beats(witness, clock, 2)
    assert witness.may_judge()
