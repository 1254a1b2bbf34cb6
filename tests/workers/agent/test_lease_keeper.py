"""The sink and the heartbeat of a step."""

import threading
import time

import pytest

from protocol.progress import Progress
from protocol.steps import Cancelled
from tests.services import wait_until
from workers.agent import lease_keeper
from workers.agent.lease_keeper import LeaseKeeper

SOON_S = 10


class Owner:
    """Stands for the database: who writes is told, and can be refused."""

    def __init__(self):
        self.batches = []
        self.threads = set()
        self.beats = 0
        self.left = 0
        self.held = True
        self.broken = False

    def renew(self):
        self.beats += 1
        if self.broken:
            raise OSError("no connection")
        return self.held

    def write(self, rows):
        self.threads.add(threading.current_thread().name)
        if self.broken:
            raise OSError("no connection")
        if not self.held:
            raise Cancelled
        self.batches.append(list(rows))

    def leave(self):
        self.left += 1

    def rows(self):
        return [row for batch in self.batches for row in batch]


@pytest.fixture
def owner():
    return Owner()


def keeper_of(owner, *, renew_every_s=0.0):
    return LeaseKeeper(
        renew=owner.renew,
        write=owner.write,
        leave=owner.leave,
        renew_every_s=renew_every_s,
    )


def log(text):
    return Progress("log", {"text": text})


def point(y):
    return Progress("curve", {"series": "train", "x": 1.0, "y": y, "x_of": 2.0})


@pytest.fixture
def slowly(monkeypatch):
    """As if a while had passed since the last write."""
    monkeypatch.setattr(lease_keeper, "AT_ONCE_EVERY_S", 0.0)


def result(name):
    return Progress("check", {"check": name})


@pytest.mark.usefixtures("slowly")
def test_results_are_written_at_once_and_with_what_came_before(owner):
    keeper = keeper_of(owner)
    keeper(log("a"))
    assert owner.batches == []
    keeper(result("code.check"))
    assert owner.batches == [
        [("log", {"text": "a"}), ("check", {"check": "code.check"})]
    ]


def test_results_of_quick_checks_are_written_together(owner, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(lease_keeper.time, "monotonic", lambda: now[0])
    keeper = keeper_of(owner)
    for name in ("one", "two"):
        keeper(result(name))
    assert owner.batches == []
    now[0] += lease_keeper.AT_ONCE_EVERY_S
    for name in ("three", "four"):
        keeper(result(name))
    (batch,) = owner.batches
    assert [row["check"] for _, row in batch] == ["one", "two", "three"]
    assert keeper.taken() == [("check", {"check": "four"})]
    keeper.flush()
    assert len(owner.batches) == 1


def test_what_is_left_is_not_given_out_once_the_step_was_lost(owner):
    keeper = keeper_of(owner)
    keeper(result("one"))
    keeper.lost.set()
    with pytest.raises(Cancelled):
        keeper.taken()


def test_a_silent_program_keeps_nobody_waiting_for_its_last_words(owner):
    with keeper_of(owner) as keeper:
        keeper(log("Epoch 1 begins"))
        wait_until(lambda: owner.batches, "writing", SOON_S)
    assert owner.rows() == [("log", {"text": "Epoch 1 begins"})]
    assert owner.threads == {"keeper"}


def test_order_is_kept(owner):
    with keeper_of(owner) as keeper:
        for number in range(2000):
            keeper(log(str(number)))
        keeper.flush()
    assert [row[1]["text"] for row in owner.rows()] == [str(n) for n in range(2000)]


def test_a_loss_that_is_no_number_is_no_point(owner):
    keeper = keeper_of(owner)
    for y in (0.5, float("nan"), float("inf")):
        keeper(point(y))
    keeper.flush()
    assert [row[1]["y"] for row in owner.rows()] == [0.5]


def test_the_lease_is_renewed_while_nothing_happens(owner):
    with keeper_of(owner):
        wait_until(lambda: owner.beats > 1, "two heartbeats", SOON_S)


def test_nobody_goes_on_with_a_step_that_was_lost(owner):
    with keeper_of(owner) as keeper:
        owner.held = False
        wait_until(keeper.lost.is_set, "noticing", SOON_S)
        with pytest.raises(Cancelled):
            keeper(log("late"))
    assert owner.batches == []


@pytest.mark.usefixtures("slowly")
def test_a_refused_write_is_noticed_at_once(owner):
    keeper = keeper_of(owner)
    owner.held = False
    with pytest.raises(Cancelled):
        keeper(Progress("phase", {}))
    assert keeper.lost.is_set()


def test_a_missed_heartbeat_is_no_loss(owner, caplog):
    owner.broken = True
    with keeper_of(owner) as keeper:
        wait_until(lambda: owner.beats > 0, "a heartbeat", SOON_S)
        owner.broken = False
        before = owner.beats
        wait_until(lambda: owner.beats > before, "the next one", SOON_S)
        assert not keeper.lost.is_set()
    assert "could not be renewed" in caplog.text


@pytest.mark.usefixtures("slowly")
def test_a_write_that_fails_is_the_callers_to_know(owner):
    keeper = keeper_of(owner)
    owner.broken = True
    with pytest.raises(OSError, match="no connection"):
        keeper(Progress("phase", {}))


def test_the_thread_ends_and_gives_back_what_it_held(owner):
    with keeper_of(owner):
        time.sleep(0)
    assert owner.left == 1
    assert "keeper" not in {thread.name for thread in threading.enumerate()}
