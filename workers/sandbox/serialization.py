"""Encodes data sent into a sandbox, and decodes untrusted answers from it as plain data.

    scalars and strings   themselves
    list, tuple           JSON list (sent in as {"tuple": [...]} if it was a tuple)
    dict                  {"dict": {...}}
    NumPy array           {"npy": base64 of .npy}, or {"file": name} of a large one
    object in the sandbox {"object": number}

Answers are never unpickled, and memory is allocated only after a size has been checked.
"""

from typing import Any

from workers.sandbox import bounded_json
from workers.sandbox.received_arrays import Malformed, read_array

DEEPEST = 32


def from_json(text: Any, most_bytes: int) -> Any:
    """Parses the text of an answer. Raises Malformed, or Flooded before it takes too much."""
    if not isinstance(text, str):
        raise Malformed(f"not text but {type(text).__name__}")
    if len(text) > most_bytes:
        raise Malformed(f"{len(text)} characters, more than {most_bytes}")
    try:
        return bounded_json.loads(text)
    except ValueError as error:
        raise Malformed(f"not JSON: {error}"[:100]) from error


def from_wire(value: Any, depth: int = 0) -> Any:
    """The answer as plain data, made in place: a copy would double it. Raises Malformed."""
    if depth > DEEPEST:
        raise Malformed("nested too deeply")
    if isinstance(value, list):
        for number, item in enumerate(value):
            value[number] = from_wire(item, depth + 1)
        return value
    if not isinstance(value, dict):
        return value
    if len(value) != 1:
        raise Malformed("an unknown form")
    kind, content = next(iter(value.items()))
    if kind == "dict" and isinstance(content, dict):
        for key, item in content.items():
            content[key] = from_wire(item, depth + 1)
        return content
    if kind == "npy" and isinstance(content, str):
        return read_array(content)
    raise Malformed("an unknown form")
