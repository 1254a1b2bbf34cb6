"""Reads from /proc which processes there are and what they use."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

TICK_S = 1 / os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
_STATE_ENDS = ") "
_STATE, _UTIME, _STIME, _CUTIME, _CSTIME = 0, 11, 12, 13, 14
_THREADS, _STARTED, _RSS = 17, 19, 21


@dataclass(frozen=True)
class Look:
    """What /proc said of one process at one moment."""

    pid: int
    started: (
        int  # ticks since the boot; with the number, this names one process for good
    )
    threads: int  # at least one
    own: int  # ticks of the process itself, its ended threads included
    collected: int  # ticks of children that have ended and were waited for
    resident: int  # bytes; shared pages count once per process
    runs: bool  # or waits for nothing but a processor

    @property
    def identity(self) -> tuple[int, int]:
        return self.pid, self.started


class Members:
    """The processes of one PID namespace, whoever their parents are.

    Each look asks only processes that it has not met about their namespace.
    """

    def __init__(self, init_pid: int) -> None:
        """Raises FileNotFoundError if that process has ended."""
        self._namespace = _namespace_of(init_pid)
        self._others: set[int] = set()

    def find(self, most: int) -> list[int]:
        """Their numbers, smaller first, so that parents mostly come before children.

        Stops at `most`: asking all of a fork bomb would take too long.
        """
        present = {int(name) for name in os.listdir("/proc") if name.isdecimal()}  # noqa: PTH208 -- many times a second
        self._others &= present
        found: list[int] = []
        for pid in sorted(present - self._others):
            try:
                belongs = _namespace_of(pid) == self._namespace
            except ProcessLookupError:
                continue
            except (FileNotFoundError, PermissionError):  # ended, or somebody else's
                belongs = False
            if not belongs:
                self._others.add(pid)
                continue
            found.append(pid)
            if len(found) == most:
                break
        return found


def _namespace_of(pid: int) -> int:
    return os.stat(f"/proc/{pid}/ns/pid").st_ino  # noqa: PTH116 -- many times a second


def descendants(root: int) -> Iterator[int]:
    """`root` and all its descendants. A process that ends meanwhile is left out."""
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting.extend(children(pid))


def children(pid: int) -> list[int]:
    """The children of all threads, since each thread lists only those that it started."""
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found.extend(map(int, (task / "children").read_text("ascii").split()))
    except (FileNotFoundError, ProcessLookupError):
        return found
    return found


def look_at(pids: Iterable[int]) -> list[Look]:
    """In the order given. A process that has ended is left out."""
    looks = []
    for pid in pids:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        # The name may hold spaces and brackets: count from the last bracket.
        fields = stat[stat.rindex(_STATE_ENDS) + len(_STATE_ENDS) :].split()
        looks.append(
            Look(
                pid=pid,
                started=int(fields[_STARTED]),
                threads=int(fields[_THREADS]),
                own=int(fields[_UTIME]) + int(fields[_STIME]),
                collected=int(fields[_CUTIME]) + int(fields[_CSTIME]),
                resident=int(fields[_RSS]) * PAGE,
                runs=fields[_STATE] == "R",
            )
        )
    return looks


@dataclass(frozen=True)
class Turn:
    """What a thread has had of a processor, in all."""

    ran_s: float
    waited_s: float  # while it wanted to run


Turns = dict[tuple[int, int], Turn]
"""By the numbers of process and thread."""


def share_of_processor(pid: int) -> float:
    """How much of the time in which it wanted to run it did run; 1.0 where that is not known."""
    turn = _turn(f"/proc/{pid}/schedstat")
    wanted_s = turn.ran_s + turn.waited_s if turn else 0.0
    return turn.ran_s / wanted_s if turn and wanted_s else 1.0


def turns_of(pids: Iterable[int]) -> Turns:
    """Of all threads. What has ended is left out."""
    found: Turns = {}
    for pid in pids:
        try:
            threads = os.listdir(f"/proc/{pid}/task")  # noqa: PTH208 -- of many processes
        except (FileNotFoundError, ProcessLookupError):
            continue
        for thread in threads:
            turn = _turn(f"/proc/{pid}/task/{thread}/schedstat")
            if turn is not None:
                found[pid, int(thread)] = turn
    return found


def turns_of_own_thread(thread: int) -> Turns:
    """Of a thread of this process, by the system's number for it."""
    turn = _turn(f"/proc/self/task/{thread}/schedstat")
    return {(0, thread): turn} if turn else {}


def _turn(path: str) -> Turn | None:
    """None if it has ended, or where the kernel does not tell."""
    try:
        ran, waited, *_ = Path(path).read_text("ascii").split()
        return Turn(int(ran) / 1e9, int(waited) / 1e9)
    except (OSError, ValueError):
        return None


def open_files(pids: Iterable[int]) -> int:
    """How many descriptors they hold together: each may hold memory of the kernel's."""
    count = 0
    for pid in pids:
        folder = f"/proc/{pid}/fd"
        try:
            told = os.stat(folder).st_size  # noqa: PTH116 -- many times a second
            # Kernels before 6.2 tell no size.
            count += told or len(os.listdir(folder))  # noqa: PTH208
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return count


def proportional(pids: list[int]) -> int:
    """Bytes of memory with shared pages divided among their users. Slow: ms each."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        total += sum(int(s.split()[1]) for s in lines if s.startswith("Pss:")) * 1024
    return total


def files_below(pid: int, folders: Iterable[str]) -> int:
    """How many files the private folders of that process's sandbox hold now."""
    count = 0
    for folder in folders:
        try:
            told = os.statvfs(f"/proc/{pid}/root{folder}")
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        count += told.f_files - told.f_ffree
    return count
