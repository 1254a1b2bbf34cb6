"""Has a sandboxed kernel run the cells of a notebook, and reads what it sends meanwhile."""

import time
from typing import Any, Self

import zmq
from jupyter_client.session import Session

from protocol.steps import Limits
from workers.grader.json_safe import text
from workers.grader.kernel.frames import Schema, read
from workers.grader.kernel.schema import ON_IOPUB, ON_SHELL, Message
from workers.sandbox.sandbox import PORTS, Sandbox
from workers.sandbox.watchdog import MEGABYTE, Excess

LARGEST_PART = 8 * MEGABYTE
MOST_WAITING = 4  # messages; times the largest one, the most memory that output takes
SENDING_MS = 5_000  # zmq drops a connection that sent malformed bytes
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
        self._key = sandbox.key.encode()
        self._session = Session(key=self._key)
        self._messages = limits.output_messages + STATUS_MESSAGES
        kept = limits.rich_mb * MEGABYTE + limits.output_kb * 1024
        self._bytes = kept * GENEROUS + self._messages * BYTES_OF_A_MESSAGE
        self._asked = ""
        self._context = zmq.Context()
        self._shell = self._connected(zmq.DEALER, "shell")
        self._iopub = self._connected(zmq.SUB, "iopub")
        self._iopub.subscribe(b"")
        self._poller = zmq.Poller()
        self._schemas: dict[Any, Schema] = {
            self._iopub: ON_IOPUB,
            self._shell: ON_SHELL,
        }
        for waiting in self._schemas:
            self._poller.register(waiting, zmq.POLLIN)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._context.destroy(linger=0)

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
        ready = [end for end, _ in self._poller.poll(POLL_MS)]
        if not ready and not self._sandbox.alive:
            raise Ended
        arrived = [(self._parts(end), self._schemas[end]) for end in ready]
        found = (
            read(parts, self._key, schema, self._asked) for parts, schema in arrived
        )
        return [message for message in found if message is not None]

    def _parts(self, end: Any) -> list[bytes]:
        parts: list[bytes] = end.recv_multipart()
        self._messages -= 1
        self._bytes -= sum(map(len, parts))
        if self._messages < 0 or self._bytes < 0:
            self._sandbox.stop_for(Excess.OUTPUT)
            raise Ended
        return parts

    def _send(self, kind: str, content: dict[str, Any]) -> None:
        try:
            sent = self._session.send(self._shell, kind, content)
        except zmq.Again:
            self._sandbox.kill()
            raise Ended from None
        self._asked = str(sent["header"]["msg_id"])  # type: ignore[index]

    def _connected(self, kind: int, name: str) -> Any:
        end = self._context.socket(kind)
        end.linger = 0
        end.setsockopt(zmq.MAXMSGSIZE, LARGEST_PART)
        end.setsockopt(zmq.RCVHWM, MOST_WAITING)
        end.setsockopt(zmq.SNDTIMEO, SENDING_MS)
        end.connect(f"ipc://{self._sandbox.ip}-{PORTS[name]}")
        return end
