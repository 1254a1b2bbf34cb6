"""Control groups: exact limits for a whole sandbox, on machines that let us make them.

Versions 1 and 2 are supported. Without either, the watchdog alone limits memory and processes.
With a group, the watchdog still decides which limit is reported; the group also stops a burst
between two of its measurements.

Groups are made below our own group, or below `REVIEWHUB_CGROUP` (version 2, a folder
delegated to us, with `memory pids` in its `cgroup.subtree_control`). `REVIEWHUB_CGROUP=none`
does without.
"""

import contextlib
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

PREFIX = "reviewhub-"
CONTROLLERS = ("memory", "pids")


COUNTING = (
    "cpuacct"  # version 1's controller that counts processor time; 2 counts always
)
MEGABYTE = 1024 * 1024
NANOSECONDS, MICROSECONDS = 1e9, 1e6
REMOVING_S = 2.0


@dataclass(frozen=True)
class Parents:
    """The folders in which groups may be made; version 2 has one for both controllers."""

    version: int
    folders: Mapping[str, Path]

    @property
    def words(self) -> str:
        return f"version {self.version}: {', '.join(sorted(self.folders))}"


class Group:
    """One sandbox's group: `make` it, `add` the first processes, `limit` it, then `remove` it."""

    def __init__(self, parents: Parents) -> None:
        name = f"{PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
        self.version = parents.version
        self.words = parents.words
        self.folders = {kind: at / name for kind, at in parents.folders.items()}

    @classmethod
    def made(cls, parents: Parents) -> Self:
        group = cls(parents)
        group.make()
        return group

    def make(self) -> None:
        for folder in set(self.folders.values()):
            folder.mkdir()

    def add(self, pid: int) -> None:
        """Adds a process and all processes that it starts from now on."""
        for folder in set(self.folders.values()):
            (folder / "cgroup.procs").write_text(str(pid), "ascii")

    def limit(self, *, memory_mb: int, processes: int) -> None:
        memory = str(memory_mb * MEGABYTE)
        if self.version == 1:
            self._write("memory", "memory.limit_in_bytes", memory)
            with contextlib.suppress(OSError):  # no such file if swap is not accounted
                self._write("memory", "memory.memsw.limit_in_bytes", memory)
        else:
            self._write("memory", "memory.max", memory)
            with contextlib.suppress(OSError):
                self._write("memory", "memory.swap.max", "0")
        self._write("pids", "pids.max", str(processes))

    def _write(self, controller: str, name: str, value: str) -> None:
        if controller in self.folders:
            (self.folders[controller] / name).write_text(value, "ascii")

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel killed a process of the group because memory ran out."""
        name = "memory.oom_control" if self.version == 1 else "memory.events"
        try:
            lines = (self.folders["memory"] / name).read_text("ascii").splitlines()
        except (OSError, KeyError):
            return False
        counts = dict(line.split(None, 1) for line in lines if " " in line)
        return int(counts.get("oom_kill", 0)) > 0

    def processor_time_s(self) -> float | None:
        """What all its processes used, those that are gone included; None if it is not told."""
        try:
            if self.version == 1:
                told = self.folders[COUNTING] / "cpuacct.usage"
                return int(told.read_text("ascii")) / NANOSECONDS
            told = self.folders["memory"] / "cpu.stat"
            counts = dict(line.split(None, 1) for line in told.read_text().splitlines())
            return int(counts["usage_usec"]) / MICROSECONDS
        except (OSError, KeyError):
            return None

    def remove(self) -> None:
        """Removes the group after its processes ended, trying again until the kernel allows it."""
        end = time.monotonic() + REMOVING_S
        for folder in set(self.folders.values()):
            while folder.is_dir():
                try:
                    folder.rmdir()
                except OSError:
                    if time.monotonic() > end:
                        break
                    time.sleep(0.01)


def sweep(parents: Parents | None) -> int:
    """Removes groups of workers that were killed; returns how many."""
    swept = set()
    for parent in set(parents.folders.values()) if parents else ():
        for folder in parent.glob(f"{PREFIX}*"):
            pid = folder.name.removeprefix(PREFIX).partition("-")[0]
            if pid.isdecimal() and not Path(f"/proc/{pid}").exists():
                with contextlib.suppress(OSError):
                    folder.rmdir()
                    swept.add(folder.name)
    return len(swept)
