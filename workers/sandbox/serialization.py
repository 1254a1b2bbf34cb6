"""Encodes data sent into a sandbox, and decodes untrusted answers from it as plain data.

    scalars and strings   themselves
    list, tuple           JSON list (sent in as {"tuple": [...]} if it was a tuple)
    dict                  {"dict": {...}}
    NumPy array           {"npy": base64 of .npy}, or {"file": name} of a large one
    object in the sandbox {"object": number}

Answers are never unpickled, and memory is allocated only after a size has been checked.
"""

import base64
import binascii
import io
import math
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

import numpy as np

from workers.sandbox import bounded_json

DEEPEST = 32
INLINE_BYTES = 64 * 1024
PIECE = 1024 * 1024  # characters of base64, a multiple of four
WIDEST_ITEM = 8
MOST_DIMENSIONS = 32
# Only version 1.0 as NumPy writes it is accepted, although NumPy reads more.
HEADER = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '([<>|][biuf]\d{1,2})', "
    rb"'fortran_order': (True|False), 'shape': \(([\d, ]{0,400})\), \} {0,200}\n",
    re.DOTALL,
)


class Malformed(ValueError):
    """The answer is not what our helper in the sandbox would have sent."""


class Reference:
    """Names an object that lives in the sandbox."""

    def __init__(self, number: int) -> None:
        self.number = number


def to_wire(  # noqa: PLR0911 -- one form, one return
    value: Any, store: Callable[[np.ndarray], str]
) -> Any:
    """Ready for JSON. `store` puts a large array in the inbox and returns its name."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.ndarray):
        if value.nbytes > INLINE_BYTES:
            return {"file": store(value)}
        return {"npy": base64.b64encode(npy_bytes(value)).decode("ascii")}
    if isinstance(value, list):
        return [to_wire(item, store) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [to_wire(item, store) for item in value]}
    if isinstance(value, Mapping):
        return {"dict": {str(key): to_wire(value[key], store) for key in value}}
    number = getattr(value, "reference", None)
    if isinstance(number, Reference):
        return {"object": number.number}
    raise TypeError(f"a check may not send a {type(value).__name__} into the sandbox")


def npy_bytes(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


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


def read_array(text: str) -> np.ndarray:
    """An array of bools, ints or floats. Raises Malformed."""
    pieces = _decoded(text)
    first = next(pieces, b"")
    found = HEADER.match(first)
    if found is None:
        raise Malformed("not an array header")
    kind, by_columns, extents = (part.decode("ascii") for part in found.groups())
    try:
        dtype = np.dtype(kind)
        shape = tuple(int(extent) for extent in extents.split(",") if extent.strip())
    except (TypeError, ValueError) as error:
        raise Malformed("not an array header") from error
    if dtype.itemsize > WIDEST_ITEM or len(shape) > MOST_DIMENSIONS:
        raise Malformed(f"an array of dtype {dtype} with {len(shape)} dimensions")
    told = math.prod(shape) * dtype.itemsize
    if told > len(text):
        raise Malformed("a shape that does not fit its data")
    content = np.empty(told, dtype=np.uint8)
    at = 0
    for piece in chain([first[found.end() :]], pieces):
        if at + len(piece) > told:
            raise Malformed("a shape that does not fit its data")
        content[at : at + len(piece)] = np.frombuffer(piece, dtype=np.uint8)
        at += len(piece)
    if at != told:
        raise Malformed("a shape that does not fit its data")
    try:
        array = content.view(dtype)
        array = array.reshape(shape, order="F" if by_columns == "True" else "C")
    except (ValueError, OverflowError) as error:
        raise Malformed("an impossible shape") from error
    return array.astype(dtype.newbyteorder("="), copy=False)


def _decoded(text: str) -> Iterator[bytes]:
    """Piece by piece, because the array itself is as large again."""
    try:
        for start in range(0, len(text), PIECE):
            yield base64.b64decode(text[start : start + PIECE], validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("not base64") from error
