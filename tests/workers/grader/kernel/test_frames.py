"""Frames become a message only if they are signed, belong to the request, and have a known form."""

import hashlib
import hmac
import json
from typing import Any

import pytest

from workers.grader.kernel.frames import LONGEST_HEADER, read
from workers.grader.kernel.kernel_messages import Idle, Printed, Reply
from workers.grader.kernel.schema import ON_IOPUB, ON_SHELL
from workers.sandbox.envelope import DELIMITER

KEY = b"the key"
ASKED = "request 1"
HEADER = {"msg_id": "1", "msg_type": "stream", "version": "5.3"}
PARENT = {"msg_id": ASKED}
CONTENT = {"name": "stdout", "text": "x"}


def signed(*frames: bytes, key: bytes = KEY) -> list[bytes]:
    digest = hmac.new(key, b"".join(frames), hashlib.sha256).hexdigest()
    return [b"topic", DELIMITER, digest.encode(), *frames]


def frames_of(
    header: Any = HEADER, parent: Any = PARENT, content: Any = CONTENT, **more: Any
) -> list[bytes]:
    parts = (header, parent, {}, content)
    return signed(*(json.dumps(part).encode() for part in parts), **more)


def heard(parts: list[bytes]) -> Any:
    return read(parts, KEY, ON_IOPUB, ASKED)


def test_a_message_of_the_request_is_read_with_and_without_topic_and_buffers() -> None:
    parts = frames_of()
    for each in (parts, parts[1:], [b"a"] * 5 + parts, [*parts, b"buffer"]):
        assert heard(each) == Printed("stdout", "x")


def test_each_channel_has_its_own_kinds() -> None:
    reply = frames_of({**HEADER, "msg_type": "execute_reply"}, content={"status": "ok"})
    assert read(reply, KEY, ON_SHELL, ASKED) == Reply()
    assert heard(reply) is None
    assert read(frames_of(), KEY, ON_SHELL, ASKED) is None
    idle = frames_of(
        {"msg_type": "status"}, content={"execution_state": "idle", "more": 1}
    )
    assert heard(idle) == Idle()


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [b""],
        [DELIMITER],
        [DELIMITER, b""],
        [DELIMITER] * 9,
        frames_of()[:-1],
        frames_of()[:3],
        [b"many"] * 9 + frames_of(),
        frames_of(key=b"another"),
        [*frames_of()[:2], b"", *frames_of()[3:]],
        [*frames_of()[:2], b"\xff" * 64, *frames_of()[3:]],
        signed(b"{", b"{}", b"{}", b"{}"),
        signed(b"\xff", b"\xff", b"\xff", b"\xff"),
        signed(b"{}", b"{}", b"{}", b"{}"),
    ],
    ids=lambda parts: f"{len(parts)} parts of {sum(map(len, parts))} bytes",
)
def test_other_frames_are_no_message(parts: list[bytes]) -> None:
    assert heard(parts) is None


@pytest.mark.parametrize(
    "header",
    [
        [],
        None,
        1,
        "x",
        {},
        {"msg_type": None},
        {"msg_type": ["stream"]},
        {"msg_type": {"stream": 1}},
        {"msg_type": "stream\nERROR"},
        {"msg_type": "comm_open"},
        {"msg_type": "execute_input"},
        {**HEADER, "more": "x" * LONGEST_HEADER},
    ],
    ids=lambda header: repr(header)[:40],
)
def test_a_header_of_another_form_is_no_message(header: Any) -> None:
    assert heard(frames_of(header=header)) is None


@pytest.mark.parametrize(
    "parent",
    [[], None, 1, "x", {}, {"msg_id": None}, {"msg_id": [ASKED]}, {"msg_id": "other"}],
    ids=repr,
)
def test_what_belongs_to_nothing_that_was_asked_is_no_message(parent: Any) -> None:
    assert heard(frames_of(parent=parent)) is None


@pytest.mark.parametrize("content", [[], None, 1, "x", [CONTENT], True], ids=repr)
def test_content_that_is_no_object_is_no_message(content: Any) -> None:
    assert heard(frames_of(content=content)) is None
