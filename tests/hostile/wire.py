"""What hostile clients send that is no file: bodies of JSON, and requests never finished."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager


def json_of_brackets() -> bytes:
    return b"[" * 100_000


def json_of_nested_objects() -> bytes:
    return b'{"reason":' * 100_000


def json_of_a_long_number() -> bytes:
    return b'{"reason":' + b"9" * 100_000 + b"}"


def json_of_lone_surrogates() -> bytes:
    return b'{"reason":"\\ud800 \\u0000"}'


def json_of_a_long_reason() -> bytes:
    return b'{"reason":"' + b"x" * 1_900_000 + b'"}'


def json_that_is_not_utf8() -> bytes:
    return b'{"reason":"\xff\xfe"}'


JSON = (
    json_of_brackets,
    json_of_nested_objects,
    json_of_a_long_number,
    json_of_lone_surrogates,
    json_of_a_long_reason,
    json_that_is_not_utf8,
)


def half_sent_header() -> bytes:
    """A request whose header never ends."""
    return b"POST /login/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


def half_sent_body() -> bytes:
    """A request whose body stops after its first byte."""
    head = b"POST /login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n"
    return head + b"Content-Type: application/x-www-form-urlencoded\r\n\r\nx"


@contextmanager
def held_open(port: int, sent: bytes, count: int) -> Iterator[list[socket.socket]]:
    """`count` connections to this machine that sent so much and then say nothing."""
    with ExitStack() as stack:
        held = []
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", port), timeout=10)
            held.append(stack.enter_context(connection))
            connection.sendall(sent)
        yield held
