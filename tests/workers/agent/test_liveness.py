"""Whether a process may call others dead."""

import pytest

from workers.agent.liveness import Liveness

BEAT_S = 5.0


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def liveness(clock):
    return Liveness(BEAT_S, clock)


def beats(liveness, clock, count):
    for _ in range(count):
        liveness.heard()
        clock.now += BEAT_S


def test_who_was_never_heard_judges_nobody(liveness):
    assert not liveness.may_judge()


def test_one_that_has_just_begun_waits_as_long_as_others_may_need(liveness, clock):
    liveness.heard()
    assert not liveness.may_judge()
    clock.now += BEAT_S
    liveness.heard()
    assert not liveness.may_judge()
    clock.now += BEAT_S
    assert liveness.may_judge()


def test_one_that_is_heard_all_the_while_judges_and_a_late_beat_is_no_gap(
    liveness, clock
):
    beats(liveness, clock, 4)
    clock.now += BEAT_S * 0.9
    assert liveness.may_judge()
    liveness.heard()
    assert liveness.may_judge()


def test_in_an_outage_it_does_not_judge_nor_for_a_while_after_it(liveness, clock):
    beats(liveness, clock, 4)
    clock.now += 3 * BEAT_S
    assert not liveness.may_judge(), "nobody was heard, itself included"
    beats(liveness, clock, 2)
    assert liveness.may_judge()


def test_after_an_outage_the_first_beat_is_not_enough(liveness, clock):
    beats(liveness, clock, 4)
    clock.now += 3 * BEAT_S
    liveness.heard()
    assert not liveness.may_judge(), "the others may not have had their turn yet"
    clock.now += BEAT_S
    assert not liveness.may_judge()


def test_a_clock_that_is_set_back_only_delays(liveness, clock):
    beats(liveness, clock, 4)
    clock.now -= 3600.0
    assert not liveness.may_judge()
    beats(liveness, clock, 2)
    assert liveness.may_judge()
