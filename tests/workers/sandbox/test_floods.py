"""What a hostile kernel may cost whoever reads it. The reader is a process of its own, measured."""

import hmac
import itertools
import json
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.workers.sandbox.reading import KEY, MESSAGE_BYTES
from workers.sandbox.envelope import DELIMITER
from workers.sandbox.wire import COMMAND, GREETING, LONG, MORE, READY

MOST_GROWN_MB = 100  # of it 64 for what is parsed
BEFORE_MB = 300
PATIENCE_S = 60
ROUTER = READY + b"\x0bSocket-Type" + (6).to_bytes(4, "big") + b"ROUTER"
HELLO = GREETING + bytes([COMMAND, len(ROUTER)]) + ROUTER


def frame(body: bytes, flags: int = 0) -> bytes:
    return bytes([flags | LONG]) + len(body).to_bytes(8, "big") + body


def message(**parts: bytes) -> bytes:
    """A signed message with these parts, whatever they hold."""
    header = b'{"msg_id": "1", "msg_type": "stream"}'
    named = {"header": header, "parent": b"{}", "metadata": b"{}", "content": b"{}"}
    signed = list({**named, **parts}.values())
    digest = hmac.new(KEY, b"".join(signed), "sha256").hexdigest().encode()
    *first, last = [DELIMITER, digest, *signed]
    return b"".join(frame(part, MORE) for part in first) + frame(last)


def forever(block: bytes) -> Iterator[bytes]:
    return itertools.repeat(block)


def lists(size: int) -> bytes:
    return b'{"x": [' + b"[]," * (size // 3) + b"0]}"


PART = frame(b"x" * 65_536, MORE)
CLAIMED = bytes([LONG]) + (2**62).to_bytes(8, "big")
FLOODS = {
    "endless parts": (forever(PART), "parts"),
    "endless empty parts": (forever(bytes([MORE, 0]) * 1000), "parts"),
    "endless small parts": (forever(b"\x01\x01x" * 1000), "parts"),
    "endless empty messages": (forever(bytes(2) * 1000), "messages"),
    "endless commands": (forever(bytes([COMMAND, 0]) * 1000), "messages"),
    "endless good messages": (forever(message(content=b'{"x": 1}')), "messages"),
    "large good messages": (
        forever(message(content=b'"' + b"x" * 4_000_000 + b'"')),
        "in all",
    ),
    "a huge part": (itertools.chain([CLAIMED], forever(b"x" * 65_536)), "bytes"),
    "brackets in a content": (forever(message(content=lists(7_000_000))), "take"),
    "brackets in a header": (forever(message(header=lists(7_000_000))), "take"),
    "large parts": (forever(frame(b"x" * 3_000_000, MORE)), "bytes"),
    "an endless greeting": (forever(b"\0" * 65_536), "closed"),
}
SPEAKS_LATER = {"an endless greeting"}  # it is not the protocol at all


@dataclass
class Reader:
    why: str
    grown_mb: float


def reader_of(flood: Iterable[bytes], folder: Path, way: str, first: bytes) -> Reader:
    """Starts a reader, floods it until it hangs up, and returns what it told."""
    path = folder / "socket"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        command = [sys.executable, "-m", "tests.workers.sandbox.reading"]
        process = subprocess.Popen(
            [*command, str(path), way], stdout=subprocess.PIPE, text=True
        )
        listening.settimeout(PATIENCE_S)
        connection, _ = listening.accept()
        connection.settimeout(1.0)
        with connection:
            try:
                greet(connection, first)
                for block in flood:
                    send(connection, block, process)
            except OSError:
                pass  # it has hung up
        told: dict[str, Any] = json.loads(process.communicate(timeout=PATIENCE_S)[0])
    return Reader(**told)


def greet(connection: socket.socket, first: bytes) -> None:
    """Sends this and waits for the reader to be ready, before which libzmq takes no message."""
    connection.sendall(first)
    heard = b""
    while first and READY not in heard:
        heard += connection.recv(4096)


def send(
    connection: socket.socket, block: bytes, process: subprocess.Popen[str]
) -> None:
    left = memoryview(block)
    while left:
        try:
            left = left[connection.send(left) :]
        except TimeoutError:
            if process.poll() is not None:
                raise BrokenPipeError from None


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_costs_little_and_is_named(name: str, tmp_path: Path) -> None:
    flood, why = FLOODS[name]
    first = b"" if name in SPEAKS_LATER else HELLO
    reader = reader_of(flood, tmp_path, "wire", first)
    assert why in reader.why
    assert reader.grown_mb < MOST_GROWN_MB


def test_libzmq_itself_would_swell(tmp_path: Path) -> None:
    """Why the grader reads bytes itself: a limit on messages and their size does not bound parts."""
    assert len(PART) < MESSAGE_BYTES
    reader = reader_of(forever(PART), tmp_path, "libzmq", HELLO)
    assert reader.why == "swollen"
    assert reader.grown_mb > BEFORE_MB
