"""How much of a processor threads had, and how long they waited for one."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


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
