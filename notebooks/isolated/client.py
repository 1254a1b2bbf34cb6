"""Sends uploads to the isolated process and waits for the answer, within limits."""

import atexit
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

from notebooks.isolated import wire
from notebooks.isolated.jobs import OUT_OF_MEMORY
from notebooks.isolated.restricting import Limits, has_call_filter
from notebooks.isolated.wire import Message

WORKING = 1  # jobs of one client at a time, because each may use a whole processor
WAITING = 5  # further jobs that may wait; two of gunicorn's eight threads stay free
WAIT_SECONDS = 10.0
MOST_ANSWER_BYTES = 64 * 1024 * 1024
log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[2]
_STARTING_SECONDS = 10.0
_STOPPING_SECONDS = 2.0


class Reason(StrEnum):
    TIME = "time"
    MEMORY = "memory"
    SIZE = "size"
    DIED = "died"


class Exceeded(Exception):
    """The upload exceeds a limit of one job, and would do so at every try."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Overloaded(Exception):
    """There is no answer now, for a reason other than the upload: try again later."""


class Client:
    """Safe to use from several threads, and after a fork of the process that made it."""

    while_waiting: Callable[[], AbstractContextManager[None]] = nullcontext
    """Entered by a thread for as long as it waits for an answer."""

    def __init__(self) -> None:
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._starting = threading.Lock()
        self._places = threading.BoundedSemaphore(WORKING + WAITING)
        self._working = threading.BoundedSemaphore(WORKING)
        os.register_at_fork(after_in_child=self._after_fork)
        atexit.register(self.stop)

    def _after_fork(self) -> None:
        """Makes new locks: a forked process shares the server with its parent, but not locks."""
        self._starting = threading.Lock()
        self._places = threading.BoundedSemaphore(WORKING + WAITING)
        self._working = threading.BoundedSemaphore(WORKING)

    def run(
        self, job: str, options: dict[str, Any], blobs: Sequence[bytes] = ()
    ) -> Message:
        """The job's answer. Raises Exceeded or Overloaded."""
        with self.while_waiting(), self._place():
            request = Message({"job": job, **options}, blobs)
            try:
                return self._asked(request)
            except ConnectionError:
                log.warning(
                    "The process that reads uploads has died; another one is started"
                )
                self.stop()
                return self._asked_again(request)

    def start(self) -> None:
        """Starts the server now, so that the first job need not wait for it."""
        self._server()

    def stop(self) -> None:
        """Closes the connection; the server ends once all processes that share it have done so."""
        with self._starting:
            if self._control is None or self._process is None:
                return
            self._control.close()
            with suppress(subprocess.TimeoutExpired):  # others may still share it
                self._process.wait(_STOPPING_SECONDS)
            self._control = self._process = None

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Overloaded
        try:
            if not self._working.acquire(timeout=WAIT_SECONDS):
                raise Overloaded
            try:
                yield
            finally:
                self._working.release()
        finally:
            self._places.release()

    def _asked_again(self, request: Message) -> Message:
        try:
            return self._asked(request)
        except ConnectionError as error:
            raise Overloaded from error

    def _asked(self, request: Message) -> Message:
        ours, theirs = socket.socketpair()
        reading, writing = os.pipe()
        try:
            with theirs:
                socket.send_fds(self._server(), [b"j"], [theirs.fileno(), writing])
            os.close(writing)
            writing = -1
            return _answer(ours, reading, request)
        finally:
            ours.close()
            os.close(reading)
            if writing >= 0:
                os.close(writing)

    def _server(self) -> socket.socket:
        with self._starting:
            if self._control is None:
                self._control, self._process = _started()
            return self._control


def _started() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    if not has_call_filter():
        log.warning(
            "libseccomp is missing: uploads are read without a filter of system calls"
        )
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(  # noqa: S603 -- our own program
            [
                *(sys.executable, "-E", "-s", "-m", "notebooks.isolated.server"),
                str(theirs.fileno()),
            ],
            cwd=_ROOT,
            env={"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # no Ctrl-C: it ends with its clients
        )
    return ours, process


def _answer(connection: socket.socket, ending: int, request: Message) -> Message:
    deadline = time.monotonic() + Limits().wall_seconds + _STARTING_SECONDS
    connection.settimeout(deadline - time.monotonic())
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # the exit code says why
            wire.send(connection, request)
        answer = wire.receive(connection, MOST_ANSWER_BYTES, deadline=deadline)
    except wire.TooBig:
        raise Exceeded(Reason.SIZE) from None
    except (wire.Broken, ConnectionResetError):
        raise _failure(os.read(ending, 16)) from None
    except TimeoutError:
        raise Overloaded from None
    if "fault" in answer.header:
        log.error("Reading an upload failed: %.4000r", answer.header["fault"])
        raise Exceeded(Reason.DIED)
    return answer


def _failure(ending: bytes) -> Exception:
    """The exception for a child without an answer, from the exit code that the server sent."""
    if not ending:  # the server itself has ended
        return ConnectionResetError()
    code = int(ending)
    if code in (-signal.SIGPROF, -signal.SIGXCPU):
        return Exceeded(Reason.TIME)
    # The machine was too busy to finish it in time, or the system ran out of memory.
    if code in (-signal.SIGALRM, -signal.SIGKILL):
        return Overloaded()
    if code in (OUT_OF_MEMORY, -signal.SIGABRT):  # Rust aborts where Python raises
        return Exceeded(Reason.MEMORY)
    return Exceeded(Reason.DIED)


client = Client()
