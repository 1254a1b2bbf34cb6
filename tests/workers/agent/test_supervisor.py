"""The threads beside a worker's work; what they call is stood in for."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from tests.services import wait_until
from tests.stack import ROOT
from workers.agent import supervisor
from workers.agent.supervisor import Duties, Supervisor, Work, memory_mb

SOON_S = 10


class Office:
    """Stands for the database."""

    def __init__(self):
        self.said = []
        self.fit = True
        self.drain = False
        self.away = False

    def say(self, word, answer=None):
        if self.away:
            raise OSError("no connection")
        self.said.append(word)
        return answer

    def duties(self):
        return Duties(
            beat=lambda: self.say("beat"),
            diagnose=lambda: self.say("diagnose", self.fit),
            drained=lambda: self.drain,
            stopped=lambda: self.say("stopped"),
            leave=lambda: None,
        )


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def alive(office, monkeypatch):
    monkeypatch.setattr(supervisor, "LOOK_EVERY_S", 0.01)
    made = Supervisor(office.duties(), beat_every_s=0.0, again_s=0.01)
    made.start()
    yield made
    office.away = False
    made.stop()


def test_it_beats_and_takes_work_when_the_doctor_says_so(office, alive):
    wait_until(alive.takes_work, "the doctor", SOON_S)
    wait_until(lambda: office.said.count("beat") > 2, "beats", SOON_S)
    alive.stop()
    assert office.said[-1] == "stopped"
    assert office.said.count("diagnose") == 1


def test_an_unfit_machine_is_looked_at_again(office, monkeypatch):
    office.fit = False
    alive = Supervisor(office.duties(), beat_every_s=0.0, again_s=0.01)
    alive.start()
    wait_until(lambda: office.said.count("diagnose") > 2, "the doctor", SOON_S)
    assert not alive.takes_work()
    office.fit = True
    wait_until(alive.takes_work, "fitness", SOON_S)
    alive.stop()


def test_one_that_becomes_unfit_takes_nothing_until_the_doctor_has_come(office, alive):
    wait_until(alive.takes_work, "the doctor", SOON_S)
    office.fit = False
    alive.unfit()
    assert not alive.takes_work()
    wait_until(lambda: office.said.count("diagnose") > 2, "the doctor again", SOON_S)
    office.fit = True
    wait_until(alive.takes_work, "fitness", SOON_S)


def test_a_database_that_is_away_stops_nothing(office, alive, caplog):
    wait_until(lambda: "beat" in office.said, "a beat", SOON_S)
    office.away = True
    wait_until(
        lambda: "duty of the worker's supervisor failed" in caplog.text,
        "a miss",
        SOON_S,
    )
    office.away = False
    before = office.said.count("beat")
    wait_until(lambda: office.said.count("beat") > before, "the next beat", SOON_S)


def test_told_to_stop_it_hands_back_what_is_in_hand(office, alive):
    handed, lost = [], threading.Event()
    wait_until(alive.takes_work, "the doctor", SOON_S)
    with alive.at_work(Work(lambda: handed.append(1), lost)):
        alive.told_to_stop()
        assert lost.wait(SOON_S), "the main thread learns of it at its next word"
    assert handed == [1]
    assert not alive.takes_work()


def test_a_drained_worker_ends_in_order_and_only_when_idle(office, alive, monkeypatch):
    sent = []
    monkeypatch.setattr(os, "kill", lambda pid, number: sent.append((pid, number)))
    lost = threading.Event()
    with alive.at_work(Work(lambda: None, lost)):
        office.drain = True
        before = len(office.said)
        wait_until(lambda: len(office.said) > before + 3, "beats", SOON_S)
        assert sent == []
    wait_until(lambda: sent, "its end", SOON_S)
    assert sent[0] == (os.getpid(), signal.SIGTERM)
    alive.told_to_stop()


HANGING = """
import sys, threading, time
from workers.agent import supervisor
supervisor.LOOK_EVERY_S, supervisor.LET_GO_S, supervisor.HUNG_AFTER_S = 0.02, 0.1, 0.1
duties = supervisor.Duties(
    beat=lambda: None, diagnose=lambda: True, drained=lambda: False,
    stopped=lambda: print("stopped", flush=True), leave=lambda: None,
)
alive = supervisor.Supervisor(duties, beat_every_s=1)
alive.start()
lost = threading.Event()
with alive.at_work(supervisor.Work(lambda: print("handed back", flush=True), lost)):
    if sys.argv[1] == "told":
        alive.told_to_stop()
    else:
        lost.set()
    time.sleep(600)
"""


@pytest.mark.parametrize(
    ("how", "status", "said"),
    [("told", 0, ["handed back", "stopped"]), ("lost", 1, ["stopped"])],
)
def test_a_main_thread_that_hangs_does_not_keep_the_process(how, status, said):
    done = subprocess.run(
        [sys.executable, "-c", HANGING, how],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.split("\n")[:-1]) == (status, said)


def test_memory_is_that_of_this_process():
    assert 10 < memory_mb() < 4000
