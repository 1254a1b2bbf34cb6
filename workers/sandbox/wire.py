"""Speaks ZeroMQ's wire protocol (ZMTP 3.0) with one socket of a sandbox, within bounds.

libzmq puts a message of many parts together before its caller sees the first of them, and bounds
neither their number nor their sum. Here each size is judged before its bytes are read, nothing is
read before it is asked for, and what is not read stays in the sandbox.
"""

import os
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

from workers.sandbox.processes import usage

MORE, LONG, COMMAND = 1, 2, 4  # flags of a frame
SHORTEST_LONG = 256  # bytes of a frame whose size takes eight bytes
GREETING_BYTES = 64
GREETING = (
    b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL".ljust(GREETING_BYTES - 12, b"\0")
)
SIGNATURE = slice(0, 11, 9)  # of a greeting: these two bytes are 0xff and 0x7f
VERSION_AT, OLDEST = 10, 3
READY = b"\x05READY"
EVERYTHING = b"\x01"  # the subscription to all topics
PIECE = 65_536
FRAME_COSTS = 256  # bytes, however small it is
MEASURED_EVERY = 1024 * 1024
LINGER_S = 5.0  # for a kernel that does not take what is sent
MILLISECONDS = 1000


class Flooded(Exception):
    """More came out of a sandbox, or larger things, than may come."""


@dataclass(frozen=True)
class Bounds:
    """What may come: in one message, and since the last `Wire.renew`."""

    message_bytes: int
    messages: int
    total_bytes: int
    parts: int = 16  # Jupyter's messages have seven, and one more for each buffer
    grown_bytes: int = 256 * 1024 * 1024  # of the reading process, since it connected


class Wire:
    """A connection to a listening socket. It passes for a socket of pyzmq where Jupyter sends."""

    def __init__(
        self, path: str, kind: bytes, bounds: Bounds, identity: bytes = b""
    ) -> None:
        """`kind`: DEALER or SUB; a SUB subscribes to everything."""
        self.closed = False  # by the other side, or because it speaks something else
        self._bounds = bounds
        self._messages_left = bounds.messages
        self._bytes_left = bounds.total_bytes
        self._resident = _resident()
        self._unmeasured = 0  # bytes that came since this process was measured
        self._buffer = bytearray()
        self._greeted = self._ready = False
        self._waiting = bytearray()  # to be sent once the other side is ready
        self._parts: list[bytes] = []
        self._size = 0  # of the parts so far
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(LINGER_S)
        self._socket.connect(path)
        self._socket.settimeout(0)
        self._readable = select.poll()
        self._readable.register(self._socket, select.POLLIN)
        told = _property(b"Socket-Type", kind) + _property(b"Identity", identity)
        self._send(GREETING + _frame(READY + told, COMMAND))
        if kind == b"SUB":
            self.send_multipart([EVERYTHING])

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self.closed = True
        self._socket.close()

    def renew(self) -> None:
        """Grants the whole allowance again, because something was asked."""
        self._messages_left = self._bounds.messages
        self._bytes_left = self._bounds.total_bytes

    def send_multipart(self, parts: Sequence[bytes], copy: bool = True) -> None:  # noqa: FBT001, FBT002 -- pyzmq's
        """Sends at once, or when the other side is ready. Raises TimeoutError if it takes nothing."""
        *first, last = parts
        framed = [*(_frame(part, MORE) for part in first), _frame(last, 0)]
        self._waiting += b"".join(framed)
        self._flush()

    def poll(self, milliseconds: int) -> bool:
        """Whether there is something to read; waits for it. A closed wire has nothing."""
        if self.closed:
            time.sleep(milliseconds / MILLISECONDS)
            return False
        return bool(self._readable.poll(milliseconds))

    def receive(self) -> list[bytes] | None:
        """The next message; None while it has not arrived in full. Raises Flooded."""
        while (frame := self._frame()) is not None:
            flags, body = frame
            if flags & COMMAND:
                self._count_message()
                self._ready = self._ready or body.startswith(READY)
                self._flush()
                continue
            self._parts.append(body)
            if not flags & MORE:
                self._count_message()
                parts, self._parts, self._size = self._parts, [], 0
                return parts
        return None

    def _frame(self) -> tuple[int, bytes] | None:
        if not self._greeted and not self._greet():
            return None
        if not self._has(2):
            return None
        flags = self._buffer[0]
        head = 9 if flags & LONG else 2
        if not self._has(head):
            return None
        size = int.from_bytes(self._buffer[1:head], "big")
        self._judge(size)
        if not self._has(head + size):
            return None
        body = bytes(memoryview(self._buffer)[head : head + size])
        del self._buffer[: head + size]
        self._size += size
        self._bytes_left -= size
        return flags, body

    def _greet(self) -> bool:
        if not self._has(GREETING_BYTES):
            return False
        greeting = bytes(self._buffer[:GREETING_BYTES])
        del self._buffer[:GREETING_BYTES]
        self._greeted = True
        if greeting[SIGNATURE] != b"\xff\x7f" or greeting[VERSION_AT] < OLDEST:
            self.close()
        return not self.closed

    def _judge(self, size: int) -> None:
        """Raises Flooded before a byte of a part that is too much is read."""
        bounds = self._bounds
        if self._size + size > bounds.message_bytes:
            raise Flooded(f"a message of more than {bounds.message_bytes} bytes")
        if len(self._parts) >= bounds.parts:
            raise Flooded(f"a message of more than {bounds.parts} parts")
        if size > self._bytes_left:
            raise Flooded(f"messages of more than {bounds.total_bytes} bytes in all")
        self._unmeasured += size + FRAME_COSTS
        if self._unmeasured > MEASURED_EVERY:
            self._unmeasured = 0
            self._measure()

    def _measure(self) -> None:
        """Raises Flooded if what was made of the messages takes too much memory here."""
        grown = _resident() - self._resident
        if grown > self._bounds.grown_bytes:
            raise Flooded(f"messages that made the grader grow by {grown} bytes")

    def _count_message(self) -> None:
        self._messages_left -= 1
        if self._messages_left < 0:
            raise Flooded(f"more than {self._bounds.messages} messages")

    def _has(self, count: int) -> bool:
        """Whether so many bytes have arrived; reads what is missing, and little more."""
        while len(self._buffer) < count:
            if self.closed:
                return False
            try:
                piece = self._socket.recv(
                    max(PIECE, min(count - len(self._buffer), 16 * PIECE))
                )
            except BlockingIOError:
                return False
            except OSError:
                piece = b""
            if not piece:
                self.close()
                return False
            self._buffer += piece
        return True

    def _flush(self) -> None:
        if self._ready and self._waiting:
            waiting, self._waiting = bytes(self._waiting), bytearray()
            self._send(waiting)

    def _send(self, content: bytes) -> None:
        left = memoryview(content)
        deadline = time.monotonic() + LINGER_S
        writable = select.poll()
        if self.closed:
            return
        writable.register(self._socket, select.POLLOUT)
        while left:
            try:
                left = left[self._socket.send(left) :]
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError("the kernel takes no message") from None
                writable.poll(100)
            except OSError:  # the kernel has ended, which its process tells
                self.close()
                return


def _resident() -> int:
    return usage([os.getpid()]).resident


def _frame(body: bytes, flags: int) -> bytes:
    if len(body) < SHORTEST_LONG:
        return bytes([flags, len(body)]) + body
    return bytes([flags | LONG]) + len(body).to_bytes(8, "big") + body


def _property(name: bytes, value: bytes) -> bytes:
    """A property of a socket, as the command READY tells it."""
    return bytes([len(name)]) + name + len(value).to_bytes(4, "big") + value
