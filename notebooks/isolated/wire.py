"""Sends and receives messages (a JSON header and byte strings) over a stream socket."""

import json
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_LENGTH = struct.Struct("!Q")
_CHUNK = 1 << 20
MOST_HEADER_BYTES = 4 * 1024 * 1024


class Broken(Exception):
    """The other side closed the connection or sent malformed data."""


class TooBig(Exception):
    """The message is larger than the receiver allows."""


@dataclass(frozen=True)
class Message:
    header: dict[str, Any]
    blobs: Sequence[bytes] = ()


def send(connection: socket.socket, message: Message) -> None:
    """Raises OSError (also TimeoutError) if the other side does not receive it."""
    sizes = [len(blob) for blob in message.blobs]
    head = json.dumps({"header": message.header, "sizes": sizes}).encode()
    connection.sendall(_LENGTH.pack(len(head)) + head)
    for blob in message.blobs:
        connection.sendall(blob)


def receive(
    connection: socket.socket, most_bytes: int, *, deadline: float | None = None
) -> Message:
    """The next message, of at most `most_bytes` besides its header.

    `deadline` is a `time.monotonic()` time. Raises Broken, TooBig, TimeoutError.
    """
    reader = _Reader(connection, deadline)
    (length,) = _LENGTH.unpack(reader.exactly(_LENGTH.size))
    if length > MOST_HEADER_BYTES:
        raise TooBig
    header, sizes = _parsed(reader.exactly(length))
    if sum(sizes) > most_bytes:
        raise TooBig
    return Message(header, [reader.exactly(size) for size in sizes])


def _parsed(head: bytes) -> tuple[dict[str, Any], list[int]]:
    try:
        parsed = json.loads(head)
        header, sizes = parsed["header"], parsed["sizes"]
        sound = isinstance(header, dict) and all(
            isinstance(size, int) and size >= 0 for size in sizes
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Broken from error
    if not sound:
        raise Broken
    return header, sizes


class _Reader:
    def __init__(self, connection: socket.socket, deadline: float | None) -> None:
        self._connection = connection
        self._deadline = deadline

    def exactly(self, count: int) -> bytes:
        parts: list[bytes] = []
        while count:
            if self._deadline is not None:
                left = self._deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                self._connection.settimeout(left)
            part = self._connection.recv(min(count, _CHUNK))
            if not part:
                raise Broken
            parts.append(part)
            count -= len(part)
        return b"".join(parts)
