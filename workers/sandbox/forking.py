"""Forks kernels from a template process, each into a sandbox of its own.

The template (inside/template.py) has imported what a runtime's notebooks import first, which
takes from a third of a second to several. No student's code ever runs in it: each fork enters
new namespaces and drops its descriptors and capabilities before it accepts messages. The
measurements are in docs/decisions/0025-forked-kernels.md.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from protocol.steps import Incident
from workers.environments.environments import Runtime
from workers.sandbox.devices import own_nodes
from workers.sandbox.folders import private_folder
from workers.sandbox.policy import (
    INBOXES,
    TEMPLATE,
    TEMPLATE_MB,
    Device,
    Policy,
    bubblewrap,
    explain,
)
from workers.sandbox.processes import children
from workers.sandbox.starting import (
    ENDING_S,
    Start,
    as_file,
    filter_files,
    in_memory,
)

READY_S = 120.0  # an import of TensorFlow on a busy machine
STEP_S = 30.0  # for each message while one sandbox starts
MESSAGE_BYTES = 4096
SIGNALLED = 128  # plus the signal's number, as in a shell's exit status
GO = b"!"
HOLDER = "cat"  # keeps the sandbox open for as long as its input is open


class NotForked(Incident):
    """The template could not fork a kernel. A kernel can still be started without it."""


class Template:
    """A worker's template process for one runtime. It ends with the thread that started it."""

    def __init__(self, runtime: Runtime, device: Device) -> None:
        self.folder = private_folder()  # the folders of its sandboxes are below it
        self._lock = threading.Lock()
        self._ready = False
        self._asking, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._asking.settimeout(READY_S)
        # A file, because writing to a pipe that nobody reads would block.
        self._said = in_memory("said", b"")
        # Sandboxes inside take over the template's devices.
        nodes = own_nodes(self.folder, device.binds)
        policy = Policy(runtime, TEMPLATE_MB, self.folder, device, nodes)
        words = as_file(policy.of_template())
        try:
            self._process = subprocess.Popen(  # noqa: S603 -- built by the policy
                [
                    *(bubblewrap(), "--args", str(words), "--", *TEMPLATE),
                    *(str(theirs.fileno()), bubblewrap(), *runtime.warm_up),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._said,
                pass_fds=[words, theirs.fileno()],
                env={},
            )
        except BaseException:
            self._clean()
            raise
        finally:
            os.close(words)
            theirs.close()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def processes(self) -> set[int]:
        """Bubblewrap and the interpreter. Stewards are children of the interpreter."""
        return {self._process.pid, *children(self._process.pid)}

    def wait_until_ready(self) -> None:
        """Waits until the template has imported everything. Raises NotForked."""
        with self._lock:
            if self._ready:
                return
            try:
                self._ready = self._asking.recv(1) == GO
            except OSError as error:
                raise NotForked(f"The template did not start: {error}") from error
            if not self._ready:
                said = os.pread(self._said, MESSAGE_BYTES, 0).decode("utf-8", "replace")
                raise NotForked(f"{explain(said)}\n{said}")
            self._asking.settimeout(STEP_S)

    def ask(self, request: Mapping[str, Any], descriptors: list[int]) -> None:
        self.wait_until_ready()
        with self._lock:
            try:
                words = json.dumps(request).encode()
                socket.send_fds(self._asking, [words], descriptors)
            except OSError as error:
                raise NotForked(f"The template has ended: {error}") from error

    def close(self) -> None:
        """Ends the template and every sandbox that was forked from it."""
        self._process.kill()
        self._process.wait(ENDING_S)
        self._clean()

    def _clean(self) -> None:
        os.close(self._said)
        self._asking.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Forked(Start):
    """A sandbox with a forked kernel: a steward (the template's child), bubblewrap, kernel."""

    way = "forked"

    def __init__(
        self, template: Template, policy: Policy, sockets: Mapping[int, int]
    ) -> None:
        super().__init__()
        self._kernel_pid = -1
        self._kernel_pidfd = -1
        self._holder_pid = -1
        self._exit_code: int | None = None
        self._forsaken = False  # its steward ended without an exit code
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(STEP_S)
        self._reading = threading.Lock()
        try:
            self._ask(template, policy, sockets, theirs)
            self._follow()
        except ProcessLookupError as error:  # a process named by the steward has ended
            self.end()
            raise NotForked(self._complaint()) from error
        except BaseException:
            self.end()
            raise

    def _ask(
        self,
        template: Template,
        policy: Policy,
        sockets: Mapping[int, int],
        theirs: socket.socket,
    ) -> None:
        listening, saying = os.pipe()
        self._listen_to(listening)
        words, filters = as_file(policy.arguments()), filter_files()
        request = {
            "words": [bubblewrap(), HOLDER],
            "filters": len(filters),
            "ports": [str(port) for port in sockets],
        }
        ours = [saying, words, *filters]
        try:
            template.ask(request, [theirs.fileno(), *ours, *sockets.values()])
        finally:
            theirs.close()
            for descriptor in ours:
                os.close(descriptor)

    def _follow(self) -> None:
        """Waits for the init, then for the kernel. Each starts only when we allow it."""
        said = self._hear()
        self._holder_pid = said["holder"]
        self._hold(said["init"])
        self._control.send(GO)
        self._kernel_pid = self._hear()["kernel"]
        self._kernel_pidfd = os.pidfd_open(self._kernel_pid)
        if self.group is not None:
            self.group.add(self._kernel_pid)
        self._control.send(GO)

    def _hear(self) -> dict[str, int]:
        try:
            told = self._control.recv(MESSAGE_BYTES)
        except OSError as error:
            raise NotForked(
                f"The template's steward did not answer: {error}"
            ) from error
        if not told:
            raise NotForked(self._complaint())
        words: dict[str, int] = json.loads(told)
        return words

    @property
    def alive(self) -> bool:
        if self._kernel_pidfd < 0:
            return False
        ended, _, _ = select.select([self._kernel_pidfd], [], [], 0)
        return not ended

    @property
    def exit_code(self) -> int | None:
        if self.alive:
            return None
        with self._reading:
            if self._exit_code is None:
                try:
                    code = self._hear()["exit"]
                except NotForked:
                    self._forsaken = True
                    code = -signal.SIGKILL
                self._exit_code = code if code >= 0 else SIGNALLED - code
        return self._exit_code

    @property
    def forsaken(self) -> bool:
        return self.exit_code is not None and self._forsaken

    @property
    def kernel_pid(self) -> int | None:
        return self._kernel_pid if self.alive else None

    @property
    def roots(self) -> tuple[int, ...]:
        return (self._holder_pid, self._kernel_pid)

    def _wait(self) -> None:
        """Waits for the steward, which ends after all other processes of the sandbox."""
        self._control.settimeout(ENDING_S)
        with contextlib.suppress(OSError), self._reading:
            while self._control.recv(MESSAGE_BYTES):
                pass
        self._control.close()
        if self._kernel_pidfd >= 0:
            os.close(self._kernel_pidfd)
            self._kernel_pidfd = -1


def seen_by_template(folder: Path) -> Path:
    """The path inside the template's sandbox of a folder below the template's folder."""
    return Path(INBOXES) / folder.name
