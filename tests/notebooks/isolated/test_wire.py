"""Messages between the web and the process that reads uploads."""

import json
import socket
import struct
import time

import pytest

from notebooks.isolated.wire import (
    MOST_HEADER_BYTES,
    Broken,
    Message,
    TooBig,
    receive,
    send,
)


@pytest.fixture
def pair():
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def raw(pair, head, *, length=None):
    one, _ = pair
    one.sendall(struct.pack("!Q", len(head) if length is None else length) + head)


@pytest.mark.parametrize(
    "message",
    [
        Message({}),
        Message(
            {"job": "open", "name": "日本語.ipynb"}, [b"", b"\x00\xff", b"x" * 1000]
        ),
        Message({"deep": [{"a": None}]}),
    ],
)
def test_a_message_arrives_as_it_was_sent(pair, message):
    send(pair[0], message)
    send(pair[0], Message({"next": True}))
    assert receive(pair[1], 2000) == Message(message.header, list(message.blobs))
    assert receive(pair[1], 0).header == {"next": True}


def test_more_bytes_than_allowed_are_not_read(pair):
    send(pair[0], Message({}, [b"123", b"45"]))
    with pytest.raises(TooBig):
        receive(pair[1], 4)


def test_sizes_are_believed_only_together(pair):
    raw(pair, json.dumps({"header": {}, "sizes": [2**62, 2**62]}).encode())
    with pytest.raises(TooBig):
        receive(pair[1], 1000)


def test_a_header_beyond_all_headers_is_not_waited_for(pair):
    raw(pair, b"", length=MOST_HEADER_BYTES + 1)
    with pytest.raises(TooBig):
        receive(pair[1], 1000)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b"{not json",
        b"[" * 100_000,
        b'{"header": [], "sizes": []}',
        b'{"header": {}, "sizes": [-1]}',
        b'{"header": {}, "sizes": [1.5]}',
        b'{"header": {}, "sizes": ["3"]}',
        b'{"header": {}, "sizes": null}',
        b'{"header": {}}',
        b'{"header": {}, "sizes": [' + b"9" * 5000 + b"]}",
    ],
    ids=range(14),
)
def test_what_is_no_message_is_broken(pair, head):
    raw(pair, head)
    pair[0].shutdown(socket.SHUT_WR)
    with pytest.raises(Broken):
        receive(pair[1], 1000)


@pytest.mark.parametrize("sent", [0, 3, 8, 20])
def test_a_connection_that_ends_early_is_broken(pair, sent):
    whole = json.dumps({"header": {"a": 1}, "sizes": [50]}).encode()
    pair[0].sendall((struct.pack("!Q", len(whole)) + whole)[:sent])
    pair[0].shutdown(socket.SHUT_WR)
    with pytest.raises(Broken):
        receive(pair[1], 1000)


def test_after_the_deadline_nothing_is_waited_for(pair):
    with pytest.raises(TimeoutError):
        receive(pair[1], 1000, deadline=time.monotonic() - 1)
    with pytest.raises(TimeoutError):
        receive(pair[1], 1000, deadline=time.monotonic() + 0.05)


def test_what_comes_in_pieces_is_put_together(pair):
    blob = bytes(range(256)) * 8
    head = json.dumps({"header": {}, "sizes": [len(blob)]}).encode()
    whole = struct.pack("!Q", len(head)) + head + blob
    for at in range(0, len(whole), 100):
        pair[0].sendall(whole[at : at + 100])
    assert receive(pair[1], len(blob)).blobs == [blob]
