"""Has a sandboxed kernel run the cells of a notebook, and reads what it sends meanwhile."""

import select
import time
from typing import Any, Self

from jupyter_client.session import Session

from protocol.steps import Limits
from workers.grader.json_safe import text
from workers.grader.kernel.frames import Schema, read
from workers.grader.kernel.schema import ON_IOPUB, ON_SHELL, Message
from workers.sandbox.sandbox import Sandbox
from workers.sandbox.watchdog import MEGABYTE, Excess
from workers.sandbox.wire import Bounds, Flooded, Wire

LARGEST_MESSAGE = 8 * MEGABYTE
MOST_PARTS = 50_000  # of a message; read and passed over, as they cost little
POLL_MS = 50
ASK_AGAIN_S = 0.1
STATUS_MESSAGES = 20_000  # further ones: every kernel sends busy, idle and the like
BYTES_OF_A_MESSAGE = 2_000  # around its content
GENEROUS = (
    4  # times the output that is kept: it is text in quotes, and some is thrown away
)


class Ended(Exception):
    """The kernel has ended, or was ended here; `sandbox.excess` tells whether by a limit."""


class KernelClient:
    """Sends one cell at a time, and gives back what belongs to it and has a known form.

    Everything that arrives is counted. Our helper in the sandbox cuts output long before these limits,
    so a kernel that reaches them was changed, and is stopped.
    """

    def __init__(self, sandbox: Sandbox, limits: Limits) -> None:
        self._sandbox = sandbox
        self._session = Session(key=sandbox.key.encode())
        messages = limits.output_messages + STATUS_MESSAGES
        kept = limits.rich_mb * MEGABYTE + limits.output_kb * 1024
        total = kept * GENEROUS + messages * BYTES_OF_A_MESSAGE
        bounds = Bounds(LARGEST_MESSAGE, messages, total, MOST_PARTS)
        self._asked = ""
        self._shell = Wire(sandbox.socket("shell"), b"DEALER", bounds)
        self._schemas: dict[Wire, Schema] = {
            Wire(sandbox.socket("iopub"), b"SUB", bounds): ON_IOPUB,
            self._shell: ON_SHELL,
        }

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
        arrived = self._arrived()
        if not arrived:
            self._wait()
            arrived = self._arrived()
        if not arrived and not self._sandbox.alive:
            raise Ended
        key = self._session.key
        found = (read(parts, key, schema, self._asked) for parts, schema in arrived)
        return [message for message in found if message is not None]

    def _arrived(self) -> list[tuple[list[bytes], Schema]]:
        """At most one message of each channel, so that little of them is in memory at once."""
        try:
            taken = [(wire.receive(), schema) for wire, schema in self._schemas.items()]
        except Flooded:
            self._sandbox.stop_for(Excess.MESSAGES)
            raise Ended from None
        return [(parts, schema) for parts, schema in taken if parts is not None]

    def _wait(self) -> None:
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
