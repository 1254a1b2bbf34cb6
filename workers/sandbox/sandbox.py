"""One sandboxed kernel: start it, look after it, end it."""

import contextlib
import json
import os
import platform
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Self

from workers.contract import Incident, Limits
from workers.environments import Runtime
from workers.sandbox.policy import Policy, explain
from workers.sandbox.processes import children
from workers.sandbox.timeline import Timeline
from workers.sandbox.watchdog import MEGABYTE, Excess, Watchdog

PORTS = {"shell": 1, "iopub": 2, "stdin": 3, "control": 4}
HEARTBEAT_PORT = 5  # named for Jupyter; nobody listens, since the process is watched
LONGEST_SOCKET_PATH = 90  # the system allows 107 bytes, less the name we add
PIECE = 4096
KEPT_PIECES = 16
NPROC_PER_NAMESPACE = (5, 14)  # before, it counted all of a user's processes
ENDING_S = 10.0


class Sandbox:
    """A started sandbox with a kernel in it. Always `close()` it, or use `with`.

    It dies with the thread that started it (`--die-with-parent`), so start it in a
    thread that lives as long as the work does.
    """

    def __init__(
        self, runtime: Runtime, limits: Limits, files: Mapping[str, bytes]
    ) -> None:
        self.runtime = runtime
        self.limits = limits
        self.key = secrets.token_hex(32)
        self._folder = _private_folder()
        self.inbox = self._folder / "inbox"
        self.policy = Policy(runtime, limits, self.inbox)
        self._said: deque[bytes] = deque(maxlen=KEPT_PIECES)
        self._listening: dict[int, socket.socket] = {}
        try:
            self._fill_inbox(files)
            self._process, self._init_pidfd, self._init_pid = self._start()
        except BaseException:
            self._clean()
            raise
        self._watchdog = Watchdog(self._process.pid, limits, self.kill)
        self._watchdog.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def ip(self) -> str:
        """What Jupyter calls the address: sockets are `<ip>-<port>`."""
        return str(self._folder / "socket")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self._process.poll()

    @property
    def excess(self) -> Excess | None:
        """The limit for which the watchdog ended it, if it did."""
        return self._watchdog.excess

    @property
    def peak_mb(self) -> float:
        return self._watchdog.peak_bytes / MEGABYTE

    @property
    def cpu_s(self) -> float:
        return self._watchdog.cpu_s

    @property
    def timeline(self) -> Timeline:
        return self._watchdog.timeline

    @property
    def said(self) -> str:
        """The end of what it printed past the kernel: why it did not start."""
        if not self.alive:
            self._listener.join(ENDING_S)
        return b"".join(self._said).decode("utf-8", "replace")

    def connection_info(self) -> dict[str, Any]:
        return {
            "transport": "ipc",
            "ip": self.ip,
            "key": self.key.encode(),
            "signature_scheme": "hmac-sha256",
            "hb_port": HEARTBEAT_PORT,
            **{f"{name}_port": port for name, port in PORTS.items()},
        }

    def interrupt(self) -> None:
        """As Ctrl-C. The kernel is the first child of the sandbox's own init."""
        for pid in children(self._init_pid)[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)

    def kill(self) -> None:
        """Ends every process in it: they cannot outlive their namespace's init.

        Bubblewrap itself is left to wait for that init, or it would stay a zombie.
        """
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._init_pidfd, signal.SIGKILL)

    def close(self) -> None:
        self._watchdog.stop()
        if self._init_pidfd >= 0:
            self.kill()
            _wait(self._process)
            os.close(self._init_pidfd)
            self._init_pidfd = -1
        self._watchdog.join(ENDING_S)
        self._clean()

    def _clean(self) -> None:
        for listening in self._listening.values():
            listening.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _fill_inbox(self, files: Mapping[str, bytes]) -> None:
        for name, content in files.items():
            target = self.inbox / "files" / _safe(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        for port in PORTS.values():
            listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listening.bind(f"{self.ip}-{port}")
            listening.listen()
            self._listening[port] = listening
        setup = {
            "ip": "sandbox",
            "ports": PORTS,
            "sockets": {str(n): s.fileno() for n, s in self._listening.items()},
            "key": self.key,
            "resources": _resources(self.limits),
            "output_characters": self.limits.output_kb * 1024,
            "answer_bytes": self.limits.answer_mb * MEGABYTE,
        }
        (self.inbox / "kernel.json").write_text(json.dumps(setup), "utf-8")

    def _start(self) -> tuple[subprocess.Popen[bytes], int, int]:
        reading, writing = os.pipe()
        sockets = [listening.fileno() for listening in self._listening.values()]
        with open(reading, "rb") as told:  # noqa: PTH123 -- a descriptor, not a path
            try:
                process = subprocess.Popen(  # noqa: S603 -- built by the policy
                    self.policy.command(writing),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    pass_fds=[writing, *sockets],
                    env={},  # `--clearenv` spares bubblewrap's own, seen as pid 1
                )
            finally:
                os.close(writing)
            self._listener = threading.Thread(
                target=self._listen, args=(process,), daemon=True
            )
            self._listener.start()
            try:
                pid = int(json.loads(told.read())["child-pid"])
                return process, os.pidfd_open(pid), pid
            except (ValueError, KeyError, ProcessLookupError) as error:
                process.kill()
                process.wait(ENDING_S)
                self._listener.join(ENDING_S)
                said = b"".join(self._said).decode("utf-8", "replace")
                raise Incident(f"{explain(said)}\n{said}") from error

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Keeps the end only, so that a flood past the kernel costs us nothing."""
        if process.stdout is None:
            return
        with process.stdout as pipe:
            while piece := os.read(pipe.fileno(), PIECE):
                self._said.append(piece)


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(ENDING_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(ENDING_S)


def _private_folder() -> Path:
    """Named after this process, so that what a killed worker left can be told."""
    place = tempfile.gettempdir()
    if len(place) > LONGEST_SOCKET_PATH // 2:
        place = "/tmp"  # noqa: S108 -- mkdtemp makes it private
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))
    (folder / "inbox" / "files").mkdir(parents=True)
    return folder


PREFIX = "reviewhub-sandbox-"


def sweep_leftovers() -> int:
    """Removes folders of workers that were killed; returns how many."""
    swept = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdecimal() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(folder, ignore_errors=True)
            swept += 1
    return swept


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise Incident(f"A file of this name should never have been taken in: {name!r}")
    return path


def _resources(limits: Limits) -> dict[str, int]:
    """For setrlimit inside; per process, so the watchdog has the last word."""
    resources = {
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": int(limits.cpu_s) + 1,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_FSIZE": limits.scratch_mb * MEGABYTE,
    }
    if _kernel_version() >= NPROC_PER_NAMESPACE:
        resources["RLIMIT_NPROC"] = limits.processes
    return resources


@cache
def _kernel_version() -> tuple[int, int]:
    major, minor = platform.release().split(".")[:2]
    return int(major), int("".join(c for c in minor if c.isdecimal()) or 0)
