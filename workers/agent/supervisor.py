"""A worker process tells that it lives, beside its work, and ends when it should.

Pure threads: what each call means is the caller's business. The main thread may hang in a
student's code or in a driver; what is promised here does not depend on it.
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
LET_GO_S = 2.0  # for the main thread to put down what was handed back
HUNG_AFTER_S = 120.0  # a step was lost so long ago, and the main thread still is at it
DOCTOR_AGAIN_S = 180.0
KILOBYTES_PER_MB = 1024


@dataclass(frozen=True)
class Duties:
    """What the threads call; each may raise, which is logged and tried again."""

    beat: Callable[[], None]
    diagnose: Callable[
        [], bool
    ]  # examines the machine, tells, and says whether it is fit
    drained: Callable[[], bool]  # whether it is to end, having nothing in hand
    stopped: Callable[[], None]  # the last words
    leave: Callable[[], None]  # gives back what a thread itself holds (connections)


class Work:
    """A step in hand: how to give it back, and whether it was lost meanwhile."""

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
        """In order: the main thread has nothing in hand."""
        self._over.set()
        self._recheck.set()
        self._threads[0].join()
        self._attempt(self._duties.stopped)

    def takes_work(self) -> bool:
        return self.fit.is_set() and not self.is_told_to_stop()

    def is_told_to_stop(self) -> bool:
        return self._told_to_stop.is_set()

    def told_to_stop(self) -> None:
        """From a signal's handler: what is in hand is handed back by the other thread."""
        self._told_to_stop.set()

    def unfit(self) -> None:
        """Takes nothing until the doctor has looked again."""
        self.fit.clear()
        self._recheck.set()

    @contextmanager
    def engaged(self) -> Iterator[None]:
        """While the main thread looks for work, or has some in hand."""
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

    # --- a thread each ---------------------------------------------------------------------

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
            logger.warning("Drained: this worker ends")
            os.kill(os.getpid(), signal.SIGTERM)  # the main thread ends in order

    def _put_down(self) -> None:
        """Told to stop in the middle: the step is handed back at once, not when it is killed."""
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
            logger.error("The main thread hangs in a step that it has lost")
            self._end_at_once(1)

    def _end_at_once(self, code: int) -> None:
        """Past a main thread that does not listen. Its sandboxes die with it."""
        self._attempt(self._duties.stopped)
        logger.warning("Ends in the middle of a step, which another worker takes")
        logging.shutdown()
        os._exit(code)

    def _attempt(self, duty: Callable[[], bool | None]) -> bool:
        try:
            return bool(duty())
        except Exception:
            # The database may be away for a moment; the next beat tries again.
            logger.exception("A worker's word of itself was lost")
            self._duties.leave()
            return False


def memory_mb() -> int:
    """Of this process itself, resident."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // KILOBYTES_PER_MB
    return 0
