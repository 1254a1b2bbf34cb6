"""Two threads of a worker process: one sends heartbeats and ends the process, one runs the doctor.

They run beside the main thread, so heartbeats go on and the process can end even while the main
thread hangs in a student's code or in a driver. What each call does is given as `Duties`.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
LET_GO_S = 2.0  # for the main thread to leave a step that was handed back
HUNG_AFTER_S = 120.0  # since the lease was lost of a step that is still being graded
DOCTOR_AGAIN_S = 180.0
KILOBYTES_PER_MB = 1024


@dataclass(frozen=True)
class Duties:
    """What the threads call. An exception is logged, and the call is made again later."""

    beat: Callable[[], None]
    diagnose: Callable[
        [], bool
    ]  # examines the machine, stores the result, returns whether it is fit
    drained: Callable[
        [], bool
    ]  # whether staff asked this worker to end once it has no step
    stopped: Callable[[], None]  # tells the database that this worker ends
    leave: Callable[[], None]  # closes the calling thread's database connection


class Work:
    """A step being graded: how to hand it back, and whether its lease was lost."""

    def __init__(self, hand_back: Callable[[], None], lost: threading.Event) -> None:
        self.hand_back = hand_back
        self.lost = lost
        self.lost_at: float | None = None


class Supervisor:
    def __init__(
        self, duties: Duties, *, beat_every_s: float, again_s: float = DOCTOR_AGAIN_S
    ) -> None:
        self.fit = threading.Event()
        self.is_engaged = False
        self._duties = duties
        self._beat_every_s = beat_every_s
        self._again_s = again_s
        self._work: Work | None = None
        self._told_to_stop = threading.Event()
        self._over = threading.Event()
        self._recheck = threading.Event()
        self._threads = [
            threading.Thread(
                target=target, name=target.__name__.strip("_"), daemon=True
            )
            for target in (self._live, self._see_doctor)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends the threads. Called when the main thread grades no step."""
        self._over.set()
        self._recheck.set()
        self._threads[0].join()
        self._attempt(self._duties.stopped)

    def takes_work(self) -> bool:
        return self.fit.is_set() and not self.is_told_to_stop()

    def is_told_to_stop(self) -> bool:
        return self._told_to_stop.is_set()

    def told_to_stop(self) -> None:
        """Called from a signal handler; the heartbeat thread then hands the step back."""
        self._told_to_stop.set()

    def unfit(self) -> None:
        """Takes no work until the doctor has examined the machine again."""
        self.fit.clear()
        self._recheck.set()

    @contextmanager
    def engaged(self) -> Iterator[None]:
        """Entered while the main thread looks for a step or grades one."""
        self.is_engaged = True
        try:
            yield
        finally:
            self.is_engaged = False

    @contextmanager
    def at_work(self, work: Work) -> Iterator[None]:
        self._work = work
        try:
            yield
        finally:
            self._work = None

    # --- the two threads -------------------------------------------------------------------

    def _live(self) -> None:
        beat_at = float("-inf")
        while not self._over.wait(LOOK_EVERY_S):
            if self._told_to_stop.is_set():
                self._put_down()
            self._end_if_hung()
            if time.monotonic() - beat_at >= self._beat_every_s:
                beat_at = time.monotonic()
                self._attempt(self._duties.beat)
                self._end_if_drained()
        self._duties.leave()

    def _see_doctor(self) -> None:
        while not self._over.is_set():
            self._recheck.clear()
            if self._attempt(self._duties.diagnose):
                self.fit.set()
                self._recheck.wait()
            if not self._told_to_stop.is_set():
                self._over.wait(self._again_s)
        self._duties.leave()

    def _end_if_drained(self) -> None:
        idle = self._work is None and not self._told_to_stop.is_set()
        if idle and self._attempt(self._duties.drained):
            logger.warning("This worker was drained and has no step: it ends")
            os.kill(os.getpid(), signal.SIGTERM)  # Celery shuts the main thread down

    def _put_down(self) -> None:
        """Hands the step back at once when the worker is told to stop.

        Otherwise another worker could take the step only after its lease has lapsed.
        """
        work = self._work
        if work is None:
            return
        self._attempt(work.hand_back)
        work.lost.set()
        end = time.monotonic() + LET_GO_S
        while self._work is not None and time.monotonic() < end:
            time.sleep(LOOK_EVERY_S / 10)
        if self._work is not None:
            self._end_at_once(0)

    def _end_if_hung(self) -> None:
        work = self._work
        if work is None or not work.lost.is_set():
            return
        work.lost_at = work.lost_at or time.monotonic()
        if time.monotonic() - work.lost_at > HUNG_AFTER_S:
            logger.error("The main thread hangs in a step whose lease was lost")
            self._end_at_once(1)

    def _end_at_once(self, code: int) -> None:
        """Ends the process without waiting for the main thread. Its sandboxes end with it."""
        self._attempt(self._duties.stopped)
        logger.warning("This process ends during a step; another worker takes it")
        logging.shutdown()
        os._exit(code)

    def _attempt(self, duty: Callable[[], bool | None]) -> bool:
        try:
            return bool(duty())
        except Exception:
            # Most often the database did not answer; the next heartbeat tries again.
            logger.exception("A duty of the worker's supervisor failed")
            self._duties.leave()
            return False


def memory_mb() -> int:
    """Resident memory of this process, without its children."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // KILOBYTES_PER_MB
    return 0
