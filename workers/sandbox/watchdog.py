"""Measures what a sandbox uses, and ends it when a limit is exceeded.

It measures all processes of the sandbox's PID namespace, whoever their parents are: their resident
memory, and their processor time, which never falls when one of them vanishes. A limit on address
space would be simpler but wrong, because numerical libraries reserve far more than they use.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from protocol.steps import Limits
from workers.sandbox.excess import Excess
from workers.sandbox.gpu_watch import GpuWatch
from workers.sandbox.members import Members
from workers.sandbox.policy import PRIVATE, Device
from workers.sandbox.processes import Look, look_at
from workers.sandbox.processor_time import ProcessorTime
from workers.sandbox.starting import Start
from workers.sandbox.starvation import Starvation
from workers.sandbox.timeline import Timeline
from workers.sandbox.usage import files_below, open_files, proportional

INTERVAL_S = 0.1
PATIENCE_S = 1.0  # for an exact measurement of memory
MEGABYTE = 1024 * 1024
TOGETHER = 4  # times what one process may have open, all of them may
FEW_PROCESSES = 16  # a kernel, and a pool that works for it


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
        self._members = Members(watched.init_pid)
        # Processor time used before admission does not count as the student's.
        pids = self._members.find(limits.processes)
        self._processor_time = ProcessorTime(look_at(pids), time.monotonic())
        reader = threading.get_native_id()
        self._starvation = Starvation(reader, pids, time.monotonic())
        self._group_before_s = self._told_by_group() or 0.0
        self._deadline = time.monotonic() + limits.wall_s

    @property
    def lost_s(self) -> float:
        """How long it wanted a processor in vain."""
        return self._starvation.lost_s

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

    def _told_by_group(self) -> float | None:
        group = self._watched.group
        return group.processor_time_s() if group is not None else None

    def _group_ran_out_of_memory(self) -> bool:
        """The system's kernel may kill a child only, before a look sees what the child held."""
        group = self._watched.group
        if group is None or not group.ran_out_of_memory():
            return False
        self.peak_bytes = max(self.peak_bytes, self._limits.memory_mb * MEGABYTE)
        return True

    def _count_time(self, looks: list[Look]) -> None:
        """The control group knows exactly, where there is one and it tells."""
        self._processor_time.add(looks, time.monotonic())
        told_s = self._told_by_group()
        used_s = (
            self._processor_time.seconds
            if told_s is None
            else told_s - self._group_before_s
        )
        self.cpu_s = max(self.cpu_s, used_s)

    def _judge(self) -> Excess | None:
        pids = self._members.find(self._limits.processes + 1)
        if len(pids) > self._limits.processes:
            return Excess.PROCESSES
        looks = look_at(pids)
        self._count_time(looks)
        self._starvation.look(pids, self.cpu_s, time.monotonic())
        memory = self._memory(pids, sum(look.resident for look in looks))
        threads = sum(look.threads for look in looks)
        files = files_below(self._watched.init_pid, PRIVATE)
        are_open = open_files(pids) > TOGETHER * self._limits.open_files
        # Copies of a process hold its files as well: then the copies are the reason.
        are_copies = are_open and len(pids) > FEW_PROCESSES
        too_much = {
            Excess.PROCESSES: are_copies or threads > self._limits.processes,
            Excess.MEMORY: memory > self._limits.memory_mb * MEGABYTE
            or self._group_ran_out_of_memory(),
            Excess.CPU: self.cpu_s > self._limits.cpu_s,
            Excess.FILES: files > self._limits.scratch_files,
            Excess.OPEN_FILES: are_open,
            Excess.GPU_MEMORY: self.gpu.exceeds(pids),
            Excess.WALL: time.monotonic() > self._deadline,
        }
        self.timeline.add(time.monotonic(), memory, self.cpu_s, self.gpu.now_mb)
        return next((excess for excess, found in too_much.items() if found), None)

    def _memory(self, pids: list[int], resident: int) -> int:
        """Resident memory, which counts shared pages twice; if it is high, the exact memory."""
        memory = resident
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
