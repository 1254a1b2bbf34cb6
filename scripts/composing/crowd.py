"""Visitors who begin a request and never finish it: each may hold a thread of the web."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

HALF = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Half-Sent: "
HALF_A_BODY = (
    b"POST /login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nusername="
)


@contextmanager
def half_sent(
    host: str, port: int, count: int, words: bytes = HALF
) -> Iterator[list[socket.socket]]:
    """So many connections that have sent `words`, as long as the block lasts."""
    with ExitStack() as stack:
        visitors = []
        for _ in range(count):
            visitor = stack.enter_context(socket.create_connection((host, port), 10))
            visitor.sendall(words)
            visitors.append(visitor)
        yield visitors
