"""Opens the messages of a kernel: signed JSON in parts, as Jupyter's protocol says.

The signature shows nothing but that the sandbox wrote it: its key lies inside. What a message
says is judged by whoever asked for it.
"""

import hmac
from collections.abc import Sequence
from typing import Any

from workers.sandbox.bounded_json import loads

DELIMITER = b"<IDS|MSG>"
SIGNED = ("header", "parent_header", "metadata", "content")

Message = dict[str, Any]


def unsealed(parts: Sequence[bytes], key: bytes) -> Message | None:
    """The message; None if it is unsigned, cut or malformed. Raises Flooded."""
    if DELIMITER not in parts:
        return None
    signature, *frames = parts[parts.index(DELIMITER) + 1 :] or [b""]
    if len(frames) < len(SIGNED) or not _signed(signature, frames, key):
        return None
    message: Message = {}
    for name, frame in zip(SIGNED, frames, strict=False):
        try:
            message[name] = loads(frame.decode("utf-8", "replace"))
        except ValueError:
            return None
        if not isinstance(message[name], dict):
            return None
    for name in ("msg_id", "msg_type"):
        message[name] = message["header"].get(name)
        if not isinstance(message[name], str):
            return None
    return {**message, "buffers": [memoryview(b) for b in frames[len(SIGNED) :]]}


def _signed(signature: bytes, frames: Sequence[bytes], key: bytes) -> bool:
    digest = hmac.new(key, digestmod="sha256")
    for frame in frames[: len(SIGNED)]:
        digest.update(frame)
    return hmac.compare_digest(digest.hexdigest().encode(), signature)
