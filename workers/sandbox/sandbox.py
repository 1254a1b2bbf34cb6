"""One sandboxed kernel: start it, let a submission in, look after it, end it."""

import contextlib
import json
import os
import platform
import secrets
import shutil
import signal
import socket
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Self

from protocol.steps import Incident, Limits
from workers.environments.environments import Runtime
from workers.sandbox.devices import own_nodes
from workers.sandbox.excess import Excess
from workers.sandbox.folders import fill, private_folder
from workers.sandbox.forking import Forked, Template, seen_by_template
from workers.sandbox.policy import NO_DEVICE, Device, Policy
from workers.sandbox.processes import descendants
from workers.sandbox.starting import ENDING_S, Start, Started
from workers.sandbox.timeline import Timeline
from workers.sandbox.watchdog import MEGABYTE, Watchdog

PORTS = {"shell": 1, "iopub": 2, "stdin": 3, "control": 4}
BEYOND = 8  # processes: the watchdog must see the limit exceeded to say so
PENDING_SIGNALS = 1024  # the kernel charges the worker's user with them, too
NPROC_PER_NAMESPACE = (5, 14)  # older kernels counted all of a user's processes


class Sandbox:
    """A started sandbox with a kernel in it. Always `close()` it, or use `with`.

    It serves one submission, which `admit` places in it.
    """

    def __init__(
        self,
        runtime: Runtime,
        scratch_mb: int,
        device: Device = NO_DEVICE,
        template: Template | None = None,
    ) -> None:
        """`template`: one of the same runtime and device; without it the kernel is started."""
        self.runtime = runtime
        self.key = secrets.token_hex(32)
        self.limits = Limits(scratch_mb=scratch_mb)
        self._folder = private_folder(template.folder if template else None)
        self.inbox = self._folder / "inbox"
        self.policy = Policy(runtime, scratch_mb, self.inbox, device)
        self._watchdog: Watchdog | None = None
        self._listening: dict[int, socket.socket] = {}
        try:
            (self.inbox / "files").mkdir(parents=True)
            self._prepare()
            self._started = self._start(template)
        except BaseException:
            self._clean()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def socket(self, channel: str) -> str:
        """The path of one of Jupyter's channels."""
        return str(self._at(PORTS[channel]))

    def _at(self, port: int) -> Path:
        return self._folder / f"socket-{port}"

    def processes(self) -> list[int]:
        """All processes of the sandbox, bubblewrap included."""
        return [pid for root in self._started.roots for pid in descendants(root)]

    @property
    def init_pid(self) -> int:
        return self._started.init_pid

    @property
    def alive(self) -> bool:
        return self._started.alive

    @property
    def exit_code(self) -> int | None:
        return self._started.exit_code

    @property
    def timeline(self) -> Timeline:
        return self._watchdog.timeline if self._watchdog else Timeline()

    @property
    def said(self) -> str:
        return self._started.said

    @property
    def excess(self) -> Excess | None:
        """The limit that was exceeded when the watchdog or the system's kernel ended it."""
        if self._watchdog and self._watchdog.excess:
            return self._watchdog.excess
        group = self._started.group
        if group is not None and group.ran_out_of_memory():
            return Excess.MEMORY
        return None

    @property
    def peak_mb(self) -> float:
        return self._watchdog.peak_bytes / MEGABYTE if self._watchdog else 0.0

    @property
    def peak_gpu_mb(self) -> int | None:
        """None without a GPU, or where its use is not known."""
        return self._watchdog.gpu.peak_mb if self._watchdog else None

    def raise_if_ours(self) -> None:
        """Raises Incident (DeviceLost for a GPU) if it ended by a fault of ours."""
        if self._watchdog and self._watchdog.gpu.lost:
            raise self._watchdog.gpu.lost
        if self._started.forsaken:
            raise Incident("The template or its steward ended, which ended the kernel")

    @property
    def cpu_s(self) -> float:
        return self._watchdog.cpu_s if self._watchdog else 0.0

    @property
    def lost_s(self) -> float:
        """How long it wanted a processor in vain, on a crowded machine."""
        return self._watchdog.lost_s if self._watchdog else 0.0

    def summary(self) -> dict[str, Any]:
        """For the run's record, shown to reviewers and staff."""
        group = self._started.group
        return {
            **self.policy.summary(),
            "kernel": self._started.way,
            "cgroup": group.words if group else "none",
        }

    def admit(self, limits: Limits, files: Mapping[str, bytes]) -> dict[str, Any]:
        """Places the files and starts the watchdog; returns the request for the limits inside.

        `limits.scratch_mb` was already applied when the sandbox was started.
        """
        self.limits = limits
        fill(self.inbox, files)
        if self._started.group is not None:
            self._started.group.limit(
                memory_mb=limits.memory_mb + limits.scratch_mb,
                processes=limits.processes + BEYOND,
            )
        self._watchdog = Watchdog(self._started, limits, self.policy.device, self.kill)
        self._watchdog.start()
        return {
            "do": "admit",
            "resources": _resources(limits),
            "cpu_s": int(limits.cpu_s) + 1,
            "output_characters": limits.output_kb * 1024,
            "output_messages": limits.output_messages,
            "rich_bytes": limits.rich_mb * MEGABYTE,
            "answer_bytes": limits.answer_mb * MEGABYTE,
        }

    def interrupt(self) -> None:
        """Interrupts the kernel as Ctrl-C would."""
        pid = self._started.kernel_pid
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)

    def stop_for(self, excess: Excess) -> None:
        """Ends the sandbox for a limit that the watchdog does not check itself."""
        if self._watchdog:
            self._watchdog.blame(excess)

    def kill(self) -> None:
        self._started.kill()

    def close(self) -> None:
        if self._watchdog:
            self._watchdog.stop()
        self._started.end()
        if self._watchdog:
            self._watchdog.join(ENDING_S)
        self._clean()

    def _clean(self) -> None:
        for listening in self._listening.values():
            listening.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self, template: Template | None) -> Start:
        sockets = {port: s.fileno() for port, s in self._listening.items()}
        if template is None:
            nodes = own_nodes(self._folder, self.policy.device.binds)
            return Started(replace(self.policy, nodes=nodes), sockets)
        inbox = seen_by_template(self._folder) / self.inbox.name
        within = replace(self.policy, inbox=inbox, within_template=True)
        return Forked(template, within, sockets)

    def _prepare(self) -> None:
        for port in PORTS.values():
            self._listening[port] = _listening_at(self._at(port))
        setup = {
            "ip": "sandbox",
            "ports": PORTS,
            "sockets": {str(n): s.fileno() for n, s in self._listening.items()},
            "key": self.key,
        }
        (self.inbox / "kernel.json").write_text(json.dumps(setup), "utf-8")


def _listening_at(path: Path) -> socket.socket:
    """A socket that is bound by way of a descriptor: its name, which shows inside, tells no path."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        listening.bind(f"/proc/self/fd/{folder}/{path.name}")
    finally:
        os.close(folder)
    listening.listen()
    return listening


def _resources(limits: Limits) -> dict[str, int]:
    """Limits for setrlimit. They count per process; the watchdog limits the sandbox as a whole."""
    resources = {
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_FSIZE": limits.scratch_mb * MEGABYTE,
        "RLIMIT_SIGPENDING": PENDING_SIGNALS,
    }
    if _kernel_version() >= NPROC_PER_NAMESPACE:
        resources["RLIMIT_NPROC"] = limits.processes + BEYOND
    return resources


@cache
def _kernel_version() -> tuple[int, int]:
    major, minor = platform.release().split(".")[:2]
    return int(major), int("".join(c for c in minor if c.isdecimal()) or 0)
