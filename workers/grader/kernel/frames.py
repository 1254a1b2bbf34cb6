"""Reads the frames of one message that arrived on a socket of a sandboxed kernel.

The student's code has the key and may write any bytes, so a signature proves nothing about the content;
one that is wrong only tells early that the kernel did not write this.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from workers.grader.kernel.kernel_messages import Message
from workers.grader.kernel.output_forms import Content
from workers.grader.kernel.plain import NotPlain, parsed
from workers.sandbox.envelope import DELIMITER, is_signed

MOST_IDENTITIES = 8  # parts before the delimiter
SIGNED = 4  # header, parent header, metadata, content; buffers of widgets follow
LONGEST_HEADER = 20_000  # bytes

Schema = Mapping[str, Callable[[Content], Message | None]]


def read(
    parts: Sequence[bytes], key: bytes, schema: Schema, asked: str
) -> Message | None:
    """The message, if it is one of the schema that belongs to the request `asked`."""
    frames = _frames(parts)
    if len(frames) <= SIGNED or not is_signed(*frames, key=key):
        return None
    header, parent = _header(frames[1]), _header(frames[2])
    kind = header.get("msg_type")
    if not isinstance(kind, str) or kind not in schema or parent.get("msg_id") != asked:
        return None
    content = _object(frames[SIGNED])
    return None if content is None else schema[kind](content)


def _frames(parts: Sequence[bytes]) -> list[bytes]:
    """Signature, and what is signed; empty where the delimiter is missing."""
    for number, part in enumerate(islice(parts, MOST_IDENTITIES)):
        if part == DELIMITER:
            return list(parts[number + 1 : number + 2 + SIGNED])
    return []


def _header(frame: bytes) -> dict[str, Any]:
    return (_object(frame) if len(frame) <= LONGEST_HEADER else None) or {}


def _object(frame: bytes) -> dict[str, Any] | None:
    try:
        found = parsed(frame)
    except NotPlain:
        return None
    return found if isinstance(found, dict) else None
