"""Encodes what a check sends into a sandbox; `serialization` has the forms."""

import base64
import io
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

INLINE_BYTES = 64 * 1024


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
