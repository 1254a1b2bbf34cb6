"""How much of a processor threads had, and how long they waited for one."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Schedstat:
    """What a thread has had of a processor, in all."""

    ran_s: float
    waited_s: float  # while it wanted to run


Schedstats = dict[tuple[int, int], Schedstat]
"""By the numbers of process and thread."""


def share_of_processor(pid: int) -> float:
    """How much of the time in which it wanted to run it did run; 1.0 where that is not known."""
    found = _read(f"/proc/{pid}/schedstat")
    wanted_s = found.ran_s + found.waited_s if found else 0.0
    return found.ran_s / wanted_s if found and wanted_s else 1.0


def schedstats_of(pids: Iterable[int]) -> Schedstats:
    """Of all threads. What has ended is left out."""
    found: Schedstats = {}
    for pid in pids:
        try:
            threads = os.listdir(f"/proc/{pid}/task")  # noqa: PTH208 -- of many processes
        except (FileNotFoundError, ProcessLookupError):
            continue
        for thread in threads:
            stat = _read(f"/proc/{pid}/task/{thread}/schedstat")
            if stat is not None:
                found[pid, int(thread)] = stat
    return found


def schedstat_of_own_thread(thread: int) -> Schedstats:
    """Of a thread of this process, by the system's number for it."""
    found = _read(f"/proc/self/task/{thread}/schedstat")
    return {(0, thread): found} if found else {}


def _read(path: str) -> Schedstat | None:
    """None if it has ended, or where the kernel does not tell."""
    try:
        ran, waited, *_ = Path(path).read_text("ascii").split()
        return Schedstat(int(ran) / 1e9, int(waited) / 1e9)
    except (OSError, ValueError):
        return None
