"""Starts a sandbox as the policy says, and keeps track of its processes.

There are two ways. `Started`: bubblewrap starts the kernel, which then imports what it needs.
`forking.Forked`: the kernel is forked from a template that has imported it already.
"""

import contextlib
import json
import os
import signal
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping, Sequence
from functools import cache

from protocol.steps import Incident
from workers.sandbox import seccomp
from workers.sandbox.cgroup_search import find_parents
from workers.sandbox.cgroups import Group, Parents
from workers.sandbox.policy import PROGRAM, Policy, bubblewrap, explain
from workers.sandbox.processes import children

PIECE = 4096
KEPT_PIECES = 16
READ_FAST = 8 * 1024 * 1024  # bytes; whoever writes more is slowed, at no cost for us
SLOWLY_S = 0.001  # for a piece
ENDING_S = 10.0


@cache
def group_parents() -> Parents | None:
    """Cached, because it does not change while this process runs."""
    return find_parents()


class Start(ABC):
    """What both ways share: the namespace's init process, the control group, the printed errors.

    A sandbox ends with the thread that started it (`--die-with-parent`), so that thread must
    live as long as the sandbox is needed.
    """

    way: str  # for the run's record
    init_pid: int

    def __init__(self) -> None:
        self.group: Group | None = None
        self._said: deque[bytes] = deque(maxlen=KEPT_PIECES)
        self._ended = False
        self._init_pidfd = -1
        parents = group_parents()
        if parents is not None:
            self.group = Group.made(parents)

    @property
    @abstractmethod
    def alive(self) -> bool:
        """Whether the kernel still runs."""

    @property
    @abstractmethod
    def exit_code(self) -> int | None:
        """The kernel's exit code, 128 + n for signal n; None while it runs."""

    @property
    @abstractmethod
    def kernel_pid(self) -> int | None: ...

    @property
    @abstractmethod
    def roots(self) -> tuple[int, ...]:
        """The processes that, with all their descendants, make up the sandbox."""

    @abstractmethod
    def _wait(self) -> None:
        """Waits until all its processes have ended, at most `ENDING_S`."""

    @property
    def said(self) -> str:
        """The last lines written to its stdout and stderr, which say why it did not start."""
        if not self.alive:
            self._listener.join(ENDING_S)
        return b"".join(self._said).decode("utf-8", "replace")

    @property
    def forsaken(self) -> bool:
        """Whether it ended because a process of ours, outside of it, ended."""
        return False

    def kill(self) -> None:
        """Kills the namespace's init; the system then ends every process in the sandbox.

        Bubblewrap itself is not killed: it must collect that init, or it would stay a zombie.
        """
        if not self._ended and self._init_pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._init_pidfd, signal.SIGKILL)

    def end(self) -> None:
        if self._ended:
            return
        self.kill()
        self._ended = True
        self._wait()
        if self._init_pidfd >= 0:
            os.close(self._init_pidfd)
        self._remove_group()

    def _hold(self, init_pid: int) -> None:
        """Notes the init, so that it can be killed, and adds it to its group before it runs."""
        self.init_pid = init_pid
        self._init_pidfd = os.pidfd_open(init_pid)
        if self.group is not None:
            self.group.add(init_pid)

    def _complaint(self) -> str:
        """Why it did not start, and what to change."""
        return f"{explain(self.said)}\n{self.said}"

    def _remove_group(self) -> None:
        if self.group is not None:
            self.group.remove()

    def _listen_to(self, pipe: int) -> None:
        self._listener = threading.Thread(
            target=self._listen, args=(pipe,), daemon=True
        )
        self._listener.start()

    def _listen(self, pipe: int) -> None:
        """Reads all output but keeps only the end, so that much output takes no memory."""
        read = 0
        try:
            while piece := os.read(pipe, PIECE):
                self._said.append(piece)
                read += len(piece)
                if read > READ_FAST:
                    time.sleep(SLOWLY_S)
        finally:
            os.close(pipe)


class Started(Start):
    """Bubblewrap, its namespace's init, and the kernel as the init's first child."""

    way = "started"

    def __init__(self, policy: Policy, sockets: Mapping[int, int]) -> None:
        """`sockets`: descriptors by port, which keep their numbers inside."""
        super().__init__()
        try:
            self._start(policy, list(sockets.values()))
        except BaseException:
            self._remove_group()
            raise

    def _start(self, policy: Policy, handed_over: list[int]) -> None:
        """Starts bubblewrap, which waits for our signal until it is in its group."""
        told, telling = os.pipe()
        gate, opening = os.pipe()
        listening, saying = os.pipe()
        words = as_file(policy.arguments())
        filters = filter_files()
        ours = [telling, gate, saying, words, *filters]
        try:
            self._process = subprocess.Popen(  # noqa: S603 -- built by the policy
                [
                    *(bubblewrap(), "--args", str(words)),
                    *(w for f in filters for w in ("--add-seccomp-fd", str(f))),
                    *("--info-fd", str(telling), "--block-fd", str(gate)),
                    *("--", *PROGRAM),
                ],
                stdin=subprocess.DEVNULL,
                stdout=saying,
                stderr=saying,
                pass_fds=[*ours, *handed_over],
                env={},  # `--clearenv` leaves that of bubblewrap itself, which is pid 1 inside
            )
        finally:
            for descriptor in ours:
                os.close(descriptor)
        self._listen_to(listening)
        with open(told, "rb") as info, open(opening, "wb") as gate_keeper:  # noqa: PTH123
            try:
                self._hold(int(json.loads(info.read())["child-pid"]))
            except (ValueError, KeyError, ProcessLookupError) as error:
                self._process.kill()
                self._process.wait(ENDING_S)
                raise Incident(self._complaint()) from error
            gate_keeper.write(b"1")

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self._process.poll()

    @property
    def kernel_pid(self) -> int | None:
        return next(iter(children(self.init_pid)), None)

    @property
    def roots(self) -> tuple[int, ...]:
        return (self._process.pid,)

    def _wait(self) -> None:
        try:
            self._process.wait(ENDING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(ENDING_S)


def as_file(options: Sequence[str]) -> int:
    """Bubblewrap's options as a file, since they may be too long for a command line."""
    return in_memory("arguments", "\0".join(options).encode() + b"\0")


def filter_files() -> list[int]:
    return [in_memory("seccomp", program) for program in seccomp.filters()]


def in_memory(name: str, content: bytes) -> int:
    descriptor = os.memfd_create(name)
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
