"""Ends a whole tree of processes and waits for its end."""

import ctypes
import os
import signal
import time
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_POLL_S = 0.05


def adopt_orphans() -> None:
    """Makes this process, not init, the parent of orphaned descendants, so that none is missed."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def _state_and_parent(pid: str) -> tuple[str, int] | None:
    try:
        stat = Path("/proc", pid, "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The process name, in brackets, may itself contain spaces and brackets.
    state, parent = stat.rpartition(")")[2].split()[:2]
    return state, int(parent)


def descendants(root: int) -> set[int]:
    """Every running process below `root`, without zombies."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (found := _state_and_parent(entry.name)):
            state, parent = found
            if state not in "ZX":
                parents[int(entry.name)] = parent
    below: set[int] = set()
    grown = {root}
    while grown:
        grown = {pid for pid, parent in parents.items() if parent in grown} - below
        below |= grown
    return below


def alive(pid: int) -> bool:
    found = _state_and_parent(str(pid))
    return found is not None and found[0] not in "ZX"


def send(pids: set[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def end(pids: set[int], grace_s: float) -> None:
    """Asks the processes to end, waits, then kills those that are left."""
    send(pids, signal.SIGTERM)
    if not wait_for_end(pids, grace_s):
        send(pids, signal.SIGKILL)
        wait_for_end(pids, grace_s)


def wait_for_end(pids: set[int], timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while any(alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_S)
    return True
