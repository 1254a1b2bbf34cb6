"""Run with a course's settings: a worker that grades nothing, so that grading is throttled.

    python -m tests.bench.hour.stub_worker SECONDS

It has two slots. Each takes the next run in line, writes to its log and curve twice a second as a
worker does, and ends its hidden checks after ten seconds, every second time as failed. Nobody
takes trainings.
"""

import sys
import time
from dataclasses import dataclass

import django

django.setup()

from projects.enums import Queue  # noqa: E402
from projects.models import Step  # noqa: E402
from projects.operations import grading  # noqa: E402
from projects.operations.grading import LeaseLost, Outcome  # noqa: E402

SLOTS, EVERY_S, STEP_S = 2, 0.5, 10.0


@dataclass
class Slot:
    step: Step
    began: float
    written: int = 0

    def write(self) -> None:
        self.written += 1
        n = self.written
        log = {"text": f"step {n}: loss {1 / n:.4f}\n"}
        point = {"series": "train", "x": n, "y": 1 / n, "x_of": 20}
        grading.record(self.step, [("log", log), ("curve", point)])
        grading.heartbeat(self.step)

    def is_done(self) -> bool:
        return time.monotonic() - self.began >= STEP_S


def finish(step: Step, *, passed: bool) -> None:
    check = {
        "check": "load",
        "outcome": "passed" if passed else "failed",
        "title": {"en": "Your notebook loads"},
        "hint": {} if passed else {"en": "A stub said so."},
        "evidence": {},
        "duration_s": 0.1,
    }
    grading.finish_step(step, Outcome(passed, (check,), {}, {}, (), {}))


def main(seconds: float) -> None:
    until = time.monotonic() + seconds
    slots: list[Slot] = []
    ended = 0
    while time.monotonic() < until:
        began = time.monotonic()
        while len(slots) < SLOTS:
            step = grading.take_next(Queue.CPU, worker="stub")
            if step is None:
                break
            slots.append(Slot(step, began))
        for slot in list(slots):
            try:
                slot.write()
                if slot.is_done():
                    ended += 1
                    finish(slot.step, passed=ended % 2 == 0)
                    slots.remove(slot)
            except LeaseLost:  # withdrawn meanwhile
                slots.remove(slot)
        time.sleep(max(EVERY_S - (time.monotonic() - began), 0))
    for slot in slots:
        grading.hand_back(slot.step, "The hour is over.")


if __name__ == "__main__":
    main(float(sys.argv[1]))
