"""What an examination was made as, and with: this differs between machines that are both fit.

Root and an ordinary user, with and without control groups: the same attacks are blocked, by
fewer fences. Which fences these are is said in the doctor's lines.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from protocol.steps import Incident
from workers.environments.environments import find_runtime
from workers.sandbox.cgroup_search import find_parents
from workers.sandbox.cgroups import CONTROLLERS, COUNTING, Parents

ROOT = 0
LIMITED = {
    "memory": "memory is limited by the watchdog alone, which looks ten times a second",
    "pids": "processes are limited by the watchdog and by setrlimit alone",
    COUNTING: "processor time is counted by looks at processes: children that nobody"
    " collects and that end between two looks are estimated",
}


@dataclass(frozen=True)
class Host:
    user: int
    groups: str  # the control groups' version and controllers; "" without any
    uncovered: tuple[str, ...]  # what no control group limits or counts
    owned: tuple[str, ...]  # runtimes that belong to this user

    @property
    def facts(self) -> Mapping[str, Any]:
        return {
            "user": self.user,
            "cgroup": self.groups or "none",
            "runtimes_owned": list(self.owned),
        }

    @property
    def key(self) -> str:
        """Another examination is needed where this differs."""
        return repr(self)

    def lines(self) -> Iterator[str]:
        if self.user == ROOT:
            yield (
                "--  examined as root: inside, the kernel takes the student for root without"
                " capabilities, and the read-only /proc is a fence. Grade as an ordinary user."
            )
        else:
            yield f"--  examined as an ordinary user, number {self.user}"
        yield f"--  control groups: {self.groups or 'none that this user may use'}"
        for controller in self.uncovered:
            yield f"--  {LIMITED[controller]}"
        for name in self.owned:
            yield (
                f"--  runtime {name} belongs to this user: leases on its files are refused"
                " by the call filter alone. Have another user build it."
            )


def inspect_host(runtimes: Sequence[str]) -> Host:
    """`runtimes`: names of those that are built."""
    parents = find_parents()
    user = os.getuid()
    return Host(
        user=user,
        groups=parents.words if parents else "",
        uncovered=tuple(name for name in LIMITED if not _covers(parents, name)),
        owned=tuple(name for name in runtimes if _owner_of(name) == user),
    )


def _covers(parents: Parents | None, controller: str) -> bool:
    if parents is None:
        return False
    counts_always = parents.version != 1 and controller not in CONTROLLERS
    return counts_always or controller in parents.folders


def _owner_of(runtime: str) -> int | None:
    try:
        return Path(find_runtime(runtime).folder).stat().st_uid
    except (Incident, OSError):
        return None
