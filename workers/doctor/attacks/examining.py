"""Runs the whole corpus of attacks in two parallel processes.

Harmless attacks share one sandbox.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from workers.doctor.attacks.attack import Attack, Theme
from workers.doctor.attacks.corpus import FOLDER, find_attacks
from workers.doctor.attacks.judging import Outcome
from workers.doctor.attacks.runner import Runner

PROCESSES = 2  # not more: attacks that use up their limits would disturb many others
TOLD_EVERY = 10
SLOWEST_FIRST = (Theme.EXHAUST, Theme.FORGE, Theme.LEAK, Theme.READ, Theme.ESCAPE)

Say = Callable[[str], None]
Job = Callable[[Runner], None]


@dataclass
class Examination:
    """The results so far; each attack process adds its own."""

    of: int
    say: Say
    outcomes: list[Outcome] = field(default_factory=list)
    honest_passes: bool = False
    inspected: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def blocked(self) -> int:
        return sum(outcome.blocked for outcome in self.outcomes)

    def add(self, outcomes: Sequence[Outcome]) -> None:
        with self._lock:
            before = len(self.outcomes) // TOLD_EVERY
            self.outcomes.extend(outcomes)
            if len(self.outcomes) // TOLD_EVERY > before:
                self.say(f"{self.blocked} of {self.of} attacks blocked")


def examine_sandbox(
    runtimes: Sequence[str], say: Say, folder: Path = FOLDER
) -> Examination:
    """Runs every attack and inspects a sandbox of each runtime. Raises Incident."""
    attacks = find_attacks(folder)
    examination = Examination(of=len(attacks), say=say)
    jobs: SimpleQueue[Job] = SimpleQueue()
    for job in _jobs(attacks, runtimes, examination):
        jobs.put(job)
    with ThreadPoolExecutor(PROCESSES, thread_name_prefix="attack") as threads:
        running = [threads.submit(_work_off, jobs, folder) for _ in range(PROCESSES)]
        for worked_off in running:
            worked_off.result()
    return examination


def _jobs(
    attacks: Sequence[Attack], runtimes: Sequence[str], examination: Examination
) -> list[Job]:
    """The slowest first, so that the processes finish at about the same time."""

    def inspect(name: str) -> Job:
        def job(runner: Runner) -> None:
            examination.inspected[name] = runner.inspect(name)

        return job

    def honest(runner: Runner) -> None:
        examination.honest_passes = runner.honest_work_passes()

    def alone(attack: Attack) -> Job:
        return lambda runner: examination.add([runner.run(attack)])

    def together(quiet: Sequence[Attack]) -> Job:
        return lambda runner: examination.add(runner.run_together(quiet))

    loud = [attack for attack in attacks if not attack.quiet]
    loud.sort(key=lambda attack: SLOWEST_FIRST.index(attack.theme))
    quiet = [attack for attack in attacks if attack.quiet]
    return [
        *map(inspect, runtimes),
        honest,
        *([together(quiet)] if quiet else []),
        *map(alone, loud),
    ]


def _work_off(jobs: "SimpleQueue[Job]", folder: Path) -> None:
    with Runner(folder) as runner:
        while True:
            try:
                job = jobs.get_nowait()
            except Empty:
                return
            job(runner)
