"""Kills what runs, at random from a seed, and starts it again as a supervisor would."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from scripts import processes
from tests.services import Server
from tests.stack import Stack

WORKERS = ("worker-cpu", "worker-cpu-2", "worker-gpu")
TICK_S = 0.05


class How(StrEnum):
    KILL = "SIGKILL"
    FREEZE = "SIGSTOP"  # for longer than the lease: a late comer
    CHILD = "SIGKILL of one child"
    IMMEDIATE = "pg_ctl -m immediate"


# One round deals all of them, shuffled, and begins anew.
DECK = (
    *((worker, How.KILL) for worker in WORKERS),
    ("worker-gpu", How.KILL),
    ("worker-gpu", How.FREEZE),
    ("worker-cpu", How.FREEZE),
    ("beat", How.KILL),
    ("web", How.KILL),
    ("web", How.CHILD),
    ("redis", How.KILL),
    ("postgres", How.KILL),
    ("postgres", How.IMMEDIATE),
)


@dataclass
class Deed:
    victim: str
    how: How
    at: float
    pids: frozenset[int] = frozenset()  # its main process and all below it
    hit_at: float = 0.0  # when it surely had been hit
    again_at: float = 0.0  # when it was started or let go on, and answered if a server

    def covers(self, began: float, ended: float) -> bool:
        return self.at <= began and ended <= self.again_at


@dataclass(frozen=True)
class Pace:
    gap_s: tuple[float, float] = (4.0, 10.0)
    down_s: tuple[float, float] = (1.0, 5.0)
    freeze_s: float = 40.0  # the lease and a little


class Killer:
    """All in one thread: strikes, and raises what is due."""

    def __init__(
        self,
        stack: Stack,
        servers: Mapping[str, Server],
        rng: random.Random,
        pace: Pace,
    ) -> None:
        self.deeds: list[Deed] = []
        self.fallen: list[str] = []  # ended by themselves while others were down
        self._stack = stack
        self._servers = servers
        self._rng = rng
        self._pace = pace
        self._down: dict[str, tuple[float, Deed]] = {}  # when due
        self._deck: list[tuple[str, How]] = []

    def rage(self, enough: Callable[[], bool]) -> None:
        """Until it is enough and every card was dealt once; then all is raised again."""
        left = len(DECK)
        due = time.monotonic()
        while left > 0 or not enough():
            self._raise()
            if time.monotonic() >= due:
                self.strike(*self._card())
                left -= 1
                due = time.monotonic() + self._rng.uniform(*self._pace.gap_s)
            time.sleep(TICK_S)
        while self._down:
            self._raise()
            time.sleep(TICK_S)

    def _card(self) -> tuple[str, How]:
        """The next one whose victim is up; the others keep their place."""
        if not self._deck:
            self._deck = self._rng.sample(DECK, len(DECK))
        for card in self._deck:
            if card[0] not in self._down:
                self._deck.remove(card)
                return card
        return self._rng.choice([c for c in DECK if c[0] not in self._down])

    def strike(self, victim: str, how: How) -> Deed:
        """Kills it; it is due to come again after a while, unless `start` is faster."""
        deed = Deed(victim, how, time.time())
        down_s = self._rng.uniform(*self._pace.down_s)
        if victim in self._servers:
            quit_now = how is How.IMMEDIATE
            self._servers[victim].kill(signal.SIGQUIT if quit_now else signal.SIGKILL)
        else:
            main = self._stack.pid(victim)
            deed.pids = frozenset({main} | processes.descendants(main))
            down_s = self._strike_process(deed, down_s)
        deed.hit_at = time.time()
        self.deeds.append(deed)
        self._down[victim] = time.monotonic() + down_s, deed
        return deed

    def _strike_process(self, deed: Deed, down_s: float) -> float:
        if deed.how is How.FREEZE:
            self._stack.send(deed.victim, signal.SIGSTOP)
            return self._pace.freeze_s
        children = deed.pids - {self._stack.pid(deed.victim)}
        if deed.how is How.CHILD:
            _kill(self._rng.sample(sorted(children), min(1, len(children))))
            return 0.0
        self._stack.kill(deed.victim)
        if deed.victim == "web":
            _kill(children)  # a worker's children die with it, or that is a fault
        return down_s

    def _raise(self) -> None:
        for victim, (due, deed) in [*self._down.items()]:
            if time.monotonic() >= due and self._start(deed):
                deed.again_at = time.time()
                del self._down[victim]
        self.watch()

    def watch(self) -> None:
        """Starts again what ended by itself, and counts it."""
        for role in self._stack.fallen():
            self.fallen.append(role)
            self._stack.start(role, wait=False)

    def _start(self, deed: Deed) -> bool:
        if deed.victim in self._servers:
            # PostgreSQL refuses while processes of its last life are about: once more, then.
            with suppress(RuntimeError):
                self._servers[deed.victim].start()
                return True
            return False
        if deed.how is How.FREEZE:
            self._stack.send(deed.victim, signal.SIGCONT)
        elif deed.how is How.KILL:
            self._stack.start(deed.victim, wait=False)
        return True

    def raise_all(self) -> None:
        for victim, (_, deed) in [*self._down.items()]:
            self._down[victim] = 0.0, deed
        while self._down:
            self._raise()


def _kill(pids: Iterable[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
