"""Reads from /proc what a tree of processes uses."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_STATE_ENDS = ") "
_UTIME, _STIME, _CUTIME, _CSTIME, _THREADS, _RSS = 11, 12, 13, 14, 17, 21


@dataclass(frozen=True)
class Usage:
    threads: int  # of all processes together; a process has at least one
    cpu_s: float  # including processes that have ended and been waited for
    resident: int  # bytes; shared pages count once per process


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


def usage(pids: list[int]) -> Usage:
    threads, ticks, pages = 0, 0, 0
    for pid in pids:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        # The name may hold spaces and brackets: count from the last bracket.
        fields = stat[stat.rindex(_STATE_ENDS) + len(_STATE_ENDS) :].split()
        threads += int(fields[_THREADS])
        ticks += sum(int(fields[i]) for i in (_UTIME, _STIME, _CUTIME, _CSTIME))
        pages += int(fields[_RSS])
    return Usage(threads=threads, cpu_s=ticks * _TICK_S, resident=pages * _PAGE)


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
