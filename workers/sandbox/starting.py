"""Starts bubblewrap as the policy says, and holds on to what it started."""

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Sequence
from functools import cache

from workers.contract import Incident
from workers.sandbox import seccomp
from workers.sandbox.cgroups import Group, Parents, find_parents
from workers.sandbox.policy import PROGRAM, Policy, bubblewrap, explain

PIECE = 4096
KEPT_PIECES = 16
ENDING_S = 10.0


@cache
def group_parents() -> Parents | None:
    """Found once: where groups may be made does not change while we live."""
    return find_parents()


class Started:
    """Bubblewrap, the init of its namespace, and the kernel as that one's first child.

    It dies with the thread that started it (`--die-with-parent`), so start it in a thread
    that lives as long as the work does.
    """

    def __init__(self, policy: Policy, handed_over: Sequence[int]) -> None:
        self.group: Group | None = None
        self._said: deque[bytes] = deque(maxlen=KEPT_PIECES)
        self._ended = False
        parents = group_parents()
        if parents is not None:
            self.group = Group.made(parents)
        try:
            self._start(policy, handed_over)
        except BaseException:
            self._remove_group()
            raise

    def _start(self, policy: Policy, handed_over: Sequence[int]) -> None:
        """The child waits at a gate until it is in its group: it starts nothing before."""
        told, telling = os.pipe()
        gate, opening = os.pipe()
        ours = [telling, gate]
        try:
            options = [*policy.arguments(), *_filters(ours)]
            words = _in_memory("arguments", "\0".join(options).encode() + b"\0")
            ours.append(words)
            self.process = subprocess.Popen(  # noqa: S603 -- built by the policy
                [
                    *(bubblewrap(), "--args", str(words)),
                    *("--info-fd", str(telling), "--block-fd", str(gate)),
                    *("--", *PROGRAM),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=[*ours, *handed_over],
                env={},  # `--clearenv` spares bubblewrap's own, seen as pid 1
            )
        finally:
            for descriptor in ours:
                os.close(descriptor)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        with open(told, "rb") as info, open(opening, "wb") as gate_keeper:  # noqa: PTH123
            self._hold(info.read())
            gate_keeper.write(b"1")

    def _hold(self, info: bytes) -> None:
        try:
            self.init_pid = int(json.loads(info)["child-pid"])
            self._init_pidfd = os.pidfd_open(self.init_pid)
            if self.group is not None:
                self.group.add(self.init_pid)
        except (ValueError, KeyError, ProcessLookupError) as error:
            self.process.kill()
            self.process.wait(ENDING_S)
            raise Incident(f"{explain(self.said)}\n{self.said}") from error

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    @property
    def said(self) -> str:
        """The end of what it printed past the kernel: why it did not start."""
        if not self.alive:
            self._listener.join(ENDING_S)
        return b"".join(self._said).decode("utf-8", "replace")

    def kill(self) -> None:
        """Ends every process in it: they cannot outlive their namespace's init.

        Bubblewrap itself is left to wait for that init, or it would stay a zombie.
        """
        if not self._ended:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._init_pidfd, signal.SIGKILL)

    def end(self) -> None:
        if self._ended:
            return
        self.kill()
        self._ended = True
        _wait(self.process)
        os.close(self._init_pidfd)
        self._remove_group()

    def _remove_group(self) -> None:
        if self.group is not None:
            self.group.remove()

    def _listen(self) -> None:
        """Keeps the end only, so that a flood past the kernel costs us nothing."""
        if self.process.stdout is None:
            return
        with self.process.stdout as pipe:
            while piece := os.read(pipe.fileno(), PIECE):
                self._said.append(piece)


def _filters(opened: list[int]) -> list[str]:
    """Bubblewrap's words for the seccomp filters; their descriptors join `opened`."""
    words = []
    for program in seccomp.filters():
        descriptor = _in_memory("seccomp", program)
        opened.append(descriptor)
        words += ["--add-seccomp-fd", str(descriptor)]
    return words


def _in_memory(name: str, content: bytes) -> int:
    descriptor = os.memfd_create(name)
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(ENDING_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(ENDING_S)
