"""Reads from /proc which processes there are, and what each is doing."""

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
