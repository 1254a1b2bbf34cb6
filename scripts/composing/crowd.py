"""Clients that begin a request and never finish it; each could block a thread of the web role."""

import http.client
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
    """Keeps connections open that have sent only `words`, as long as the block lasts."""
    with ExitStack() as stack:
        visitors = []
        for _ in range(count):
            visitor = stack.enter_context(socket.create_connection((host, port), 10))
            visitor.sendall(words)
            visitors.append(visitor)
        yield visitors


def announced(host: str, port: int, length: int) -> tuple[int, str]:
    """The status and page for a request that announces a length and sends no body."""
    connection = http.client.HTTPConnection(host, port, timeout=30)
    try:
        connection.putrequest("POST", "/login/")
        connection.putheader("Content-Length", str(length))
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()
