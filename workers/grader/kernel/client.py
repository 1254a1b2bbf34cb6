"""Has a sandboxed kernel run the cells of a notebook, and reads what it sends meanwhile."""

import select
import time
from typing import Any, Self

from jupyter_client.session import Session

from protocol.steps import Limits
from workers.grader.json_safe import text
from workers.grader.kernel.frames import Schema, read
from workers.grader.kernel.kernel_messages import Message
from workers.grader.kernel.schema import ON_IOPUB, ON_SHELL
from workers.sandbox.excess import Excess
from workers.sandbox.sandbox import Sandbox
from workers.sandbox.watchdog import MEGABYTE
from workers.sandbox.wire import Bounds, Flooded, Wire

LARGEST_MESSAGE = 8 * MEGABYTE
POLL_MS = 50
ASK_AGAIN_S = 0.1
STATUS_MESSAGES = 20_000  # further ones: every kernel sends busy, idle and the like
BYTES_OF_A_MESSAGE = 2_000  # around its content
GENEROUS = (
    4  # times the output that is kept: it is text in quotes, and some is thrown away
)
MOST_AT_ONCE = 50  # messages that are read before the time is looked at again


class Ended(Exception):
    """The kernel has ended, or was ended here; `sandbox.excess` tells whether by a limit."""


class KernelClient:
    """Sends one cell at a time, and gives back what belongs to it and has a known form.

    Everything that arrives is counted. Our helper in the sandbox cuts output long before these limits,
    so a kernel that reaches them was changed, and is stopped.
    """

    def __init__(self, sandbox: Sandbox, limits: Limits) -> None:
        self._sandbox = sandbox
        self._key = sandbox.key.encode()
        self._session = Session(key=self._key)
        bounds = _bounds(limits)
        self._shell = Wire(sandbox.socket("shell"), b"DEALER", bounds)
        self._iopub = Wire(sandbox.socket("iopub"), b"SUB", bounds)
        self._schemas: dict[Wire, Schema] = {
            self._iopub: ON_IOPUB,
            self._shell: ON_SHELL,
        }
        self._asked = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for wire in self._schemas:
            wire.close()

    def wait_until_heard(self, until: float) -> bool:
        """Whether the kernel's output arrives here by then. Raises Ended.

        A subscription takes a moment, and what is sent before it is lost.
        """
        while time.monotonic() < until:
            self._send("kernel_info_request", {})
            again = time.monotonic() + ASK_AGAIN_S
            while time.monotonic() < again:
                if any(self.received()):
                    return True
        return False

    def execute(self, source: str) -> None:
        """Raises Ended."""
        request = {
            "code": text(source),
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
        }
        self._send("execute_request", request)

    def received(self) -> list[Message]:
        """What has arrived, after a wait of at most POLL_MS. Raises Ended."""
        try:
            count, found = self._taken()
            if not count:
                self._wait()
                count, found = self._taken()
        except Flooded:
            self._sandbox.stop_for(Excess.MESSAGES)
            raise Ended from None
        if not count and not self._sandbox.alive:
            raise Ended
        return found

    def _taken(self) -> tuple[int, list[Message]]:
        """How many messages had arrived, and those of a known form. Raises Flooded."""
        count, found = 0, []
        for wire, schema in self._schemas.items():
            for _ in range(MOST_AT_ONCE):
                parts = wire.receive()
                if parts is None:
                    break
                count += 1
                message = read(parts, self._key, schema, self._asked)
                if message is not None:
                    found.append(message)
        return count, found

    def _wait(self) -> None:
        """A connection that was closed has nothing more to say; the kernel may end all the same."""
        readable = select.poll()
        for wire in self._schemas:
            if not wire.closed:
                readable.register(wire, select.POLLIN)
        readable.poll(POLL_MS)

    def _send(self, kind: str, content: dict[str, Any]) -> None:
        try:
            sent = self._session.send(self._shell, kind, content)  # type: ignore[arg-type]
        except TimeoutError:
            self._sandbox.kill()
            raise Ended from None
        self._asked = str(sent["header"]["msg_id"])  # type: ignore[index]


def _bounds(limits: Limits) -> Bounds:
    messages = limits.output_messages + STATUS_MESSAGES
    kept = limits.rich_mb * MEGABYTE + limits.output_kb * 1024
    most_bytes = kept * GENEROUS + messages * BYTES_OF_A_MESSAGE
    return Bounds(LARGEST_MESSAGE, messages=messages, total_bytes=most_bytes)
