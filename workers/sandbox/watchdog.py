"""Measures what a sandbox uses, and ends it when a limit is exceeded.

It measures the resident memory of all processes. A limit on address space would be simpler but
wrong, because numerical libraries reserve far more than they use.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from enum import StrEnum
from itertools import chain, islice

from protocol.steps import Limits
from workers.sandbox.gpu_watch import GpuWatch
from workers.sandbox.policy import PRIVATE, Device
from workers.sandbox.processes import (
    Usage,
    descendants,
    files_below,
    proportional,
    usage,
)
from workers.sandbox.starting import Start
from workers.sandbox.timeline import Timeline

INTERVAL_S = 0.1
PATIENCE_S = 1.0  # for an exact measurement of memory
MEGABYTE = 1024 * 1024


class Excess(StrEnum):
    MEMORY = "memory"
    CPU = "cpu"
    WALL = "wall"
    PROCESSES = "processes"
    MESSAGES = "messages"  # what the kernel sends to the worker
    FILES = "files"
    GPU_MEMORY = "gpu_memory"


class Watchdog(threading.Thread):
    """Sets `excess` and calls `end` once, as soon as one limit is exceeded."""

    def __init__(
        self, watched: Start, limits: Limits, device: Device, end: Callable[[], None]
    ) -> None:
        super().__init__(name=f"watchdog-{watched.init_pid}", daemon=True)
        self.gpu = GpuWatch(device)
        self.excess: Excess | None = None
        self.peak_bytes = 0
        self.cpu_s = 0.0
        self.timeline = Timeline()
        self._watched = watched
        self._limits = limits
        self._end = end
        self._done = threading.Event()
        self._measurer = ThreadPoolExecutor(max_workers=1)
        self._measuring: Future[int] | None = None
        self._measured_last = 0
        self._asked = 0.0
        # Processor time used before admission does not count as the student's.
        self._cpu_before_s = usage(list(self._tree())).cpu_s
        self._deadline = time.monotonic() + limits.wall_s

    def run(self) -> None:
        while not self._done.wait(INTERVAL_S):
            found = self._judge()
            if found:
                self.blame(found)
                break
        self._measurer.shutdown(wait=False)

    def blame(self, excess: Excess) -> None:
        """Ends the sandbox. Called for any limit; the first that was exceeded is the reason."""
        self.excess = self.excess or excess
        self._end()

    def stop(self) -> None:
        self._done.set()

    def _tree(self) -> Iterator[int]:
        return chain.from_iterable(map(descendants, self._watched.roots))

    def _judge(self) -> Excess | None:
        # Count at most one process too many: counting all of a fork bomb would take too long.
        pids = list(islice(self._tree(), self._limits.processes + 1))
        if len(pids) > self._limits.processes:
            return Excess.PROCESSES
        used = usage(pids)
        self.cpu_s = max(self.cpu_s, used.cpu_s - self._cpu_before_s)
        memory = self._memory(pids, used)
        files = files_below(self._watched.init_pid, PRIVATE)
        too_much = {
            Excess.PROCESSES: used.threads > self._limits.processes,
            Excess.MEMORY: memory > self._limits.memory_mb * MEGABYTE,
            Excess.CPU: self.cpu_s > self._limits.cpu_s,
            Excess.FILES: files > self._limits.scratch_files,
            Excess.GPU_MEMORY: self.gpu.exceeds(pids),
            Excess.WALL: time.monotonic() > self._deadline,
        }
        self.timeline.add(time.monotonic(), memory, self.cpu_s, self.gpu.now_mb)
        return next((excess for excess, found in too_much.items() if found), None)

    def _memory(self, pids: list[int], used: Usage) -> int:
        """Resident memory, which counts shared pages twice; if it is high, the exact memory."""
        memory = used.resident
        if memory > self._limits.memory_mb * MEGABYTE:
            memory = self._measured(pids, memory)
        self.peak_bytes = max(self.peak_bytes, memory)
        return memory

    def _measured(self, pids: list[int], otherwise: int) -> int:
        """Measures exactly, in a thread of its own, so that other limits are checked meanwhile.

        A process that forks all the time holds the lock for many seconds. Returns the last
        exact value while a measurement runs; `otherwise` if it takes too long and no control
        group limits the memory.
        """
        now = time.monotonic()
        if self._measuring is None:
            self._asked = now
            self._measuring = self._measurer.submit(proportional, pids)
        if self._measuring.done():
            self._measured_last = self._measuring.result()
            self._measuring = None
        elif now - self._asked > PATIENCE_S and self._watched.group is None:
            return otherwise
        return self._measured_last
