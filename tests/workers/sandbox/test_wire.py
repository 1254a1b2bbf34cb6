"""The grader's end of ZeroMQ's protocol: understood by libzmq, and within bounds."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import zmq

from workers.sandbox import wire as module
from workers.sandbox.wire import GREETING, Bounds, Flooded, Wire

BOUNDS = Bounds(message_bytes=1_000_000, messages=20, total_bytes=3_000_000)
PATIENCE_MS = 5000


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "socket")


@pytest.fixture
def context() -> Iterator[zmq.Context[zmq.Socket[bytes]]]:
    with zmq.Context() as context:
        context.setsockopt(zmq.LINGER, 0)
        yield context


@pytest.fixture
def listening(path: str) -> Iterator[socket.socket]:
    """Somebody who speaks whatever a test says."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        yield listening


def meet(wire: Wire) -> None:
    """Waits for the other side to be ready, as subscribers must before something is published."""
    deadline = time.monotonic() + 5
    while not wire._ready and time.monotonic() < deadline:  # noqa: SLF001 -- nobody else asks
        if wire.receive() is None:
            wire.poll(50)


def next_of(wire: Wire, milliseconds: int = PATIENCE_MS) -> list[bytes] | None:
    for _ in range(milliseconds // 50):
        if (parts := wire.receive()) is not None:
            return parts
        wire.poll(50)
    return None


@pytest.mark.parametrize("size", [0, 1, 255, 256, 70_000, 900_000])
def test_libzmq_understands_it_and_is_understood(
    context: zmq.Context[zmq.Socket[bytes]], path: str, size: int
) -> None:
    with context.socket(zmq.ROUTER) as router:
        router.bind(f"ipc://{path}")
        wire = Wire(path, b"DEALER", BOUNDS, identity=b"me")
        wire.send_multipart([b"question", b"?" * size])
        meet(wire)
        assert router.poll(PATIENCE_MS)
        assert router.recv_multipart() == [b"me", b"question", b"?" * size]
        router.send_multipart([b"me", b"", b"!" * size])
        assert next_of(wire) == [b"", b"!" * size]
        wire.close()


def test_a_subscriber_misses_nothing_after_it_has_met_the_other_side(
    context: zmq.Context[zmq.Socket[bytes]], path: str
) -> None:
    with context.socket(zmq.XPUB) as publisher:
        publisher.bind(f"ipc://{path}")
        wire = Wire(path, b"SUB", BOUNDS)
        meet(wire)
        assert publisher.recv() == b"\x01", "a subscription to everything"
        publisher.send_multipart([b"topic", b"text"])
        assert next_of(wire) == [b"topic", b"text"]
        wire.close()


def test_what_is_sent_before_the_other_side_is_there_arrives_later(
    context: zmq.Context[zmq.Socket[bytes]], listening: socket.socket, path: str
) -> None:
    """As with a kernel that still starts: its socket listens before it runs."""
    wire = Wire(path, b"DEALER", BOUNDS)
    wire.send_multipart([b"early"])
    with context.socket(zmq.ROUTER) as router:
        router.setsockopt(zmq.USE_FD, os.dup(listening.fileno()))
        router.bind(f"ipc://{path}-given")
        meet(wire)
        assert router.poll(PATIENCE_MS)
        assert router.recv_multipart()[1:] == [b"early"]
    wire.close()


def test_more_messages_than_were_granted_are_a_flood_until_it_is_renewed(
    context: zmq.Context[zmq.Socket[bytes]], path: str
) -> None:
    with context.socket(zmq.ROUTER) as router:
        router.bind(f"ipc://{path}")
        wire = Wire(path, b"DEALER", BOUNDS, identity=b"me")
        meet(wire)
        for _ in range(3):
            wire.renew()
            wire.send_multipart([b"question"])
            router.recv_multipart()
            for _ in range(BOUNDS.messages - 1):
                router.send_multipart([b"me", b"answer"])
                assert next_of(wire) == [b"answer"]
        router.send_multipart([b"me", b"answer"])
        router.send_multipart([b"me", b"answer"])
        next_of(wire)
        with pytest.raises(Flooded, match="more than 20 messages"):
            next_of(wire)
        wire.close()


def test_a_process_that_grows_by_what_it_is_sent_reads_no_more(
    listening: socket.socket, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it made of the messages: the limit counts memory, not bytes."""
    resident = [100_000_000]
    monkeypatch.setattr(module, "_resident", lambda: resident[0])
    bounds = Bounds(1_000_000, 1000, 10_000_000, grown_bytes=50_000_000)
    wire = Wire(path, b"DEALER", bounds)
    connection, _ = listening.accept()
    connection.sendall(GREETING)
    part = b"\x02" + (100_000).to_bytes(8, "big") + b"x" * 100_000

    def read(count: int) -> int:
        for done in range(count):
            connection.sendall(part)
            if next_of(wire) is None:
                return done
        return count

    assert read(20) == 20
    resident[0] += 60_000_000
    with pytest.raises(Flooded, match="grow by 60000000 bytes"):
        read(15)
    connection.close()
    wire.close()


@pytest.mark.parametrize(
    "said", [b"HTTP/1.1 400 Bad Request" + bytes(64), b"\xff" + bytes(9) + b"\x01" * 60]
)
def test_another_protocol_closes_it(
    listening: socket.socket, path: str, said: bytes
) -> None:
    wire = Wire(path, b"DEALER", BOUNDS)
    connection, _ = listening.accept()
    with connection:
        connection.sendall(said)
        assert next_of(wire, 200) is None
        assert wire.closed
        wire.send_multipart([b"to nobody"])


def test_a_part_that_is_cut_is_no_message(listening: socket.socket, path: str) -> None:
    wire = Wire(path, b"DEALER", BOUNDS)
    connection, _ = listening.accept()
    connection.sendall(GREETING + b"\x00\x05he")
    assert next_of(wire, 200) is None
    connection.sendall(b"llo")
    assert next_of(wire) == [b"hello"]
    connection.sendall(b"\x00\x05he")
    connection.close()
    assert next_of(wire, 200) is None
    assert wire.closed
    assert not wire.poll(1)


def test_who_takes_nothing_is_not_waited_for_long(
    listening: socket.socket, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LINGER_S", 0.3)
    wire = Wire(path, b"DEALER", BOUNDS)
    connection, _ = listening.accept()
    ready = b"\x04\x06\x05READY"
    connection.sendall(GREETING + ready)
    meet(wire)
    with pytest.raises(TimeoutError):
        wire.send_multipart([b"x" * 5_000_000])
    connection.close()
    wire.close()


def test_a_large_part_is_sent_while_the_other_side_reads_slowly(
    context: zmq.Context[zmq.Socket[bytes]], path: str
) -> None:
    with context.socket(zmq.ROUTER) as router:
        router.bind(f"ipc://{path}")
        wire = Wire(path, b"DEALER", BOUNDS)
        meet(wire)
        sending = threading.Thread(
            target=wire.send_multipart, args=([b"x" * 5_000_000],)
        )
        sending.start()
        assert len(router.recv_multipart()[1]) == 5_000_000
        sending.join()
        wire.close()
