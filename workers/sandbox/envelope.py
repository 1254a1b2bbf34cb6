"""Opens the messages of a kernel: signed JSON in parts, as Jupyter's protocol says.

The signature shows nothing but that the sandbox wrote it: its key lies inside. What a message
says is judged by whoever asked for it.
"""

import hmac
from typing import Any

from workers.sandbox.bounded_json import loads

DELIMITER = b"<IDS|MSG>"
SIGNED = ("header", "parent_header", "metadata", "content")

Message = dict[str, Any]


def unsealed(parts: list[bytes], key: bytes) -> Message | None:
    """What is signed of a message; None if it is unsigned, cut or malformed. Raises Flooded.

    Takes each part out of the list before it parses it, so that the largest is held twice only.
    """
    if DELIMITER not in parts:
        return None
    del parts[: parts.index(DELIMITER) + 1]
    if len(parts) <= len(SIGNED) or not is_signed(*parts[: 1 + len(SIGNED)], key=key):
        return None
    del parts[0]
    message: Message = {}
    for name in SIGNED:
        try:
            message[name] = loads(parts.pop(0).decode("utf-8", "replace"))
        except ValueError:
            return None
        if not isinstance(message[name], dict):
            return None
    return message


def is_signed(signature: bytes, *signed: bytes, key: bytes) -> bool:
    digest = hmac.new(key, digestmod="sha256")
    for part in signed:
        digest.update(part)
    return hmac.compare_digest(digest.hexdigest().encode(), signature)
