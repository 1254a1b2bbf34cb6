"""Parses JSON from a sandbox, after counting what its values would take.

Three bytes of `{},` become 72 in memory. So brackets and commas are counted first, outside of
strings, and a text that would take more than `MOST_BYTES` is not parsed. What is parsed takes at
most that and four bytes for each character (`tests/workers/sandbox/test_bounded_json.py`).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from workers.sandbox.wire import Flooded

MOST_BYTES = 64 * 1024 * 1024
DEEPEST = 100
LIST_BYTES, DICT_BYTES, ITEM_BYTES = (
    96,
    240,
    120,
)  # as measured, with the reference to each
CHEAP_BYTES = 64 * 1024
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_RUN = re.compile(r'(?:[^"]++|"(?:[^"\\]++|\\.)*+"?){1,10000}+', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")


def loads(text: str) -> Any:
    """Raises Flooded if it would take too much, ValueError if it is no JSON or too deep."""
    if _cost(text) > CHEAP_BYTES:
        _judge(text)
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _judge(text: str) -> None:
    cost = depth = 0
    for marks in _outside(text):
        cost += _cost(marks)
        if cost > MOST_BYTES:
            raise Flooded(f"{len(text)} characters that would take {cost} bytes")
        for found in _BRACKET.finditer(marks):
            depth += 1 if found[0] in "[{" else -1
            if depth > DEEPEST:
                raise ValueError("nested too deeply")


def _outside(text: str) -> Iterator[str]:
    """The text without its strings, in pieces: a million strings at once would take memory."""
    at = 0
    while found := _RUN.match(text, at):
        at = found.end()
        yield _STRING.sub("", found[0])


def _cost(text: str) -> int:
    lists, dicts, commas = (text.count(mark) for mark in "[{,")
    return lists * LIST_BYTES + dicts * DICT_BYTES + commas * ITEM_BYTES
