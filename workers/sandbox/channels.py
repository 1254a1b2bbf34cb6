"""Lets Jupyter's client talk with a sandboxed kernel over bounded connections.

Jupyter puts its messages into sockets of ZeroMQ and takes them out there. These channels stand in
the same place, and give out only messages that are signed, whole and within bounds. What is more
ends the sandbox: its excess says why, and Jupyter finds a kernel that has died.
"""

import asyncio
import time
from queue import Empty
from typing import Any, cast

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import ZMQSocketChannel
from jupyter_client.session import Session
from traitlets import Type

from workers.sandbox.envelope import Message, unsealed
from workers.sandbox.sandbox import Sandbox
from workers.sandbox.watchdog import MEGABYTE, Excess
from workers.sandbox.wire import Bounds, Flooded, Wire

# Of each channel, for a whole notebook: many times what is kept of its output.
BOUNDS = Bounds(8 * MEGABYTE, messages=100_000, total_bytes=192 * MEGABYTE)
MEETING_S = 2.0


class SandboxWire(Wire):
    def __init__(
        self, sandbox: Sandbox, channel: str, kind: bytes, identity: bytes = b""
    ) -> None:
        super().__init__(sandbox.socket(channel), kind, BOUNDS, identity)
        self._sandbox = sandbox
        self.meet(MEETING_S)

    def flooded(self) -> None:
        self._sandbox.stop_for(Excess.MESSAGES)
        self.close()


class BoundedChannel(ZMQSocketChannel):
    """A channel with the methods that Jupyter's client and nbclient use."""

    socket: SandboxWire | None  # type: ignore[assignment]

    def __init__(self, socket: SandboxWire, session: Session, _: Any = None) -> None:
        self.socket = socket
        self.session = session

    async def get_msg(  # type: ignore[override]
        self,
        timeout: float | None = None,  # noqa: ASYNC109 -- Jupyter's
    ) -> Message:
        """Raises Empty if none has arrived after so many seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            await asyncio.sleep(0)  # or a flood would keep timeouts from being seen
            arrived, message = self._take()
            if message is not None:
                return message
            left_s = None if deadline is None else deadline - time.monotonic()
            if left_s is not None and left_s <= 0:
                raise Empty
            if not arrived:
                await self._arrival(left_s)

    async def msg_ready(self) -> bool:  # type: ignore[override]
        return self.socket is not None and self.socket.poll(0)

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    stop = close

    def _take(self) -> tuple[bool, Message | None]:
        """Whether something has arrived, and the message if it is one."""
        if self.socket is None:
            return False, None
        try:
            parts = self.socket.receive()
            return bool(parts), unsealed(parts, self.session.key) if parts else None
        except Flooded:
            self.socket.flooded()
            return False, None

    async def _arrival(self, seconds: float | None) -> None:
        """Waits for bytes. From a closed connection none come, but the time passes."""
        loop = asyncio.get_running_loop()
        arrived = loop.create_future()
        descriptor = -1 if self.socket is None else self.socket.fileno()
        if descriptor >= 0:
            loop.add_reader(descriptor, _resolve, arrived)
        try:
            await asyncio.wait([arrived], timeout=seconds)
        finally:
            if descriptor >= 0:
                loop.remove_reader(descriptor)


class SandboxKernelClient(AsyncKernelClient):
    """Made by a manager that has a `sandbox`. Without heartbeats: the process is watched."""

    shell_channel_class = Type(BoundedChannel)  # type: ignore[assignment]
    iopub_channel_class = Type(BoundedChannel)  # type: ignore[assignment]
    stdin_channel_class = Type(BoundedChannel)  # type: ignore[assignment]
    control_channel_class = Type(BoundedChannel)  # type: ignore[assignment]

    def start_channels(self, **_: bool) -> None:  # type: ignore[override]
        super().start_channels(hb=False)

    def connect_iopub(self, identity: bytes | None = None) -> Any:
        return SandboxWire(self._sandbox, "iopub", b"SUB")

    def _create_connected_socket(
        self, channel: str, identity: bytes | None = None
    ) -> Any:
        return SandboxWire(self._sandbox, channel, b"DEALER", identity or b"")

    @property
    def _sandbox(self) -> Sandbox:
        sandbox: Sandbox = cast("Any", self.parent).sandbox
        return sandbox


def _resolve(arrived: asyncio.Future[None]) -> None:
    if not arrived.done():
        arrived.set_result(None)
