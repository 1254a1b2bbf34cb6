"""Only whole and signed messages come out of the parts that a sandbox sent."""

import json
from typing import Any

import pytest
from jupyter_client.session import Session

from workers.sandbox.envelope import DELIMITER, SIGNED, unsealed

KEY = b"a key that lies inside"
SESSION = Session(key=KEY)


def parts_of(content: Any, **changes: Any) -> list[bytes]:
    """As Jupyter itself makes them."""
    message = SESSION.msg("stream", content)
    message["header"].update(changes)
    return list(SESSION.serialize(message))


def signed(*parts: bytes) -> list[bytes]:
    return [DELIMITER, SESSION.sign(list(parts)), *parts]


def test_jupyters_own_message_is_read() -> None:
    parts = [b"a routing id", *parts_of({"text": "hello"}), b"a buffer"]
    message = unsealed(parts, KEY)
    assert message is not None
    assert message["header"]["msg_type"] == "stream"
    assert message["content"] == {"text": "hello"}
    assert (message["parent_header"], message["metadata"]) == ({}, {})
    assert set(message) == set(SIGNED)


def test_the_parts_are_taken_out_so_that_nothing_is_held_twice() -> None:
    parts = [*parts_of({"text": "x" * 1000}), b"a buffer"]
    unsealed(parts, KEY)
    assert parts == [b"a buffer"]


HEADER = b'{"msg_id": "1", "msg_type": "stream"}'


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [b""],
        [b""] * 16,
        [DELIMITER],
        [DELIMITER, b""],
        [DELIMITER] * 7,
        parts_of({})[1:],
        parts_of({})[:-1],
        [DELIMITER, b"", HEADER, b"{}", b"{}", b"{}"],
        [DELIMITER, b"0" * 64, HEADER, b"{}", b"{}", b"{}"],
        [DELIMITER, b"\xff" * 64, HEADER, b"{}", b"{}", b"{}"],
        signed(HEADER, b"{}", b"{}"),
        signed(HEADER, b"{}", b"{}", b"no JSON"),
        signed(HEADER, b"{}", b"{}", b"[]"),
        signed(HEADER, b"{}", b"null", b"{}"),
        signed(HEADER, b'"text"', b"{}", b"{}"),
        signed(b"[]", b"{}", b"{}", b"{}"),
        signed(HEADER, b"{}", b"{}", b'{"n": ' + b"9" * 5000 + b"}"),
        signed(HEADER, b"{}", b"{}", b'{"n": ' + b"[" * 2000 + b"]" * 2000 + b"}"),
        signed(HEADER, b"{}", b"{}", b""),
    ],
)
def test_what_is_no_message_is_none(parts: list[bytes]) -> None:
    assert unsealed(list(parts), KEY) is None


def test_another_key_is_no_signature() -> None:
    assert unsealed(parts_of({}), b"another") is None


def test_bytes_that_are_no_text_are_replaced() -> None:
    message = unsealed(signed(HEADER, b"{}", b"{}", b'{"t": "\xff"}'), KEY)
    assert message is not None
    assert message["content"] == {"t": "\N{REPLACEMENT CHARACTER}"}
    assert json.dumps(message["content"])
