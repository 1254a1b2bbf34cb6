"""What the processes of a sandbox hold: descriptors, memory, files."""

import os
from collections.abc import Iterable
from pathlib import Path


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
