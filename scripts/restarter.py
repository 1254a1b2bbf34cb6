"""Starts one process again when it dies: `python -m scripts.restarter celery …`.

A process that fails is started again, after a pause that grows each time. One that ends with
status 0 was drained and is not started again; the restarter keeps running, so that honcho and
Compose do not take that for a failure. On a signal to stop, it stops the process
and ends with its status.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

LONGEST_PAUSE_S = 30.0
LIVED_S = 20.0  # a process that ends sooner has failed to start
FAILED_STARTS = 3
POLL_S = 0.2
KILLED = 128  # what a shell adds to a signal's number
# The worker itself computes little, and sandboxes need the processors beside it. More threads would
# spin while they wait for each other. (Measured: a loss takes 1 s with one thread, 25 s with two.)
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


class Restarter:
    def __init__(self, command: Sequence[str], lived_s: float = LIVED_S) -> None:
        # If this process is killed, the system ends the child process too.
        self._command = ["setpriv", "--pdeathsig", "KILL", *command]
        self._lived_s = lived_s
        self._stopping = False
        self._child: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        failed = code = 0
        while not self._stopping:
            began = time.monotonic()
            code = self._once()
            if code == 0 or self._stopping:
                break
            failed = 0 if time.monotonic() - began > self._lived_s else failed + 1
            if failed >= FAILED_STARTS:
                return code
            pause = min(2.0**failed, LONGEST_PAUSE_S)
            _say(f"It ended with status {code}. It is started again in {pause:.0f} s.")
            self._wait(pause)
        if not self._stopping:
            _say(
                "It has ended with status 0, as a drained worker does, and is not restarted."
            )
            self._wait(float("inf"))
        return code

    def _once(self) -> int:
        self._child = subprocess.Popen(self._command, env={**ONE_THREAD, **os.environ})
        if self._stopping:
            self._child.terminate()
        code = self._child.wait()
        return code if code >= 0 else KILLED - code

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._stopping and time.monotonic() < end:
            time.sleep(POLL_S)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()


def _say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(Restarter(sys.argv[1:]).run())
