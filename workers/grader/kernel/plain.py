"""Parses JSON that a sandbox sent into plain data of limited size, depth and numbers.

What stands between quotes is counted apart, because a picture or a page of HTML holds commas and
brackets that cost nothing. Everything else is counted before it is parsed: an array of a million empty
arrays has three megabytes, and two hundred once it is parsed.
"""

import json
import math
import re
from typing import Any

from workers.grader.json_safe import text

DEEPEST = 40
MOST_ITEMS = 100_000
LARGEST_INTEGER = 2**63

_OPENING = (b"[", b"{", b",")
_QUOTED = re.compile(rb'"[^"\\]*+(?:\\.?[^"\\]*+)*+"?', re.DOTALL)


class NotPlain(ValueError):
    """It is no JSON, or more of it than anything honest has."""


def parsed(content: bytes) -> Any:
    """Raises NotPlain. Text is as `json_safe.text` makes it; what is not finite is None."""
    if _items(content) > MOST_ITEMS:
        raise NotPlain(f"more than {MOST_ITEMS} items")
    try:
        found = json.loads(content.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise NotPlain(f"no JSON: {type(error).__name__}") from error
    return _plain(found, 0)


def size(value: Any) -> int:
    """The bytes that it takes in a file."""
    return len(written(value))


def written(value: Any) -> bytes:
    """Plain data as JSON. Without spaces between its parts, it is hardly longer than as received."""
    made = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return made.encode("utf-8", "replace")


def _items(content: bytes) -> int:
    count = sum(map(content.count, _OPENING))
    if count <= MOST_ITEMS:
        return count
    return sum(map(_QUOTED.sub(b"", content).count, _OPENING))


def _plain(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise NotPlain("nested too deeply")
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return {text(key): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int) and abs(value) >= LARGEST_INTEGER:
        raise NotPlain("an integer that is too large")
    return value
