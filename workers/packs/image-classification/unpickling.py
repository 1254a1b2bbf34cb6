"""Reads CIFAR-10's batch files, which are pickles, without running code from them.

A pickle can run any function. This one may build dicts, lists, numbers, bytes and arrays of
bytes; every other name that it asks for is refused. The original files were written by
Python 2, others by Python 3, which name the same few things differently.
"""

import io
import pickle
from typing import Any

import numpy as np

SIDE = 32
CHANNELS = 3
CLASSES = 10

BROKEN = (
    pickle.UnpicklingError,
    EOFError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
)
"""What a pickle raises when it is cut, mixed up or asks for what is refused."""


class NotABatch(ValueError):
    """The content is not what CIFAR-10's files hold."""


def images_and_labels(content: bytes) -> tuple[np.ndarray, np.ndarray]:
    """(n, 32, 32, 3) uint8 and (n,) int64 of one batch file. Raises NotABatch.

    A row of the file holds all red values of an image, then the green and the blue.
    """
    batch = _unpickled(content)
    data, labels = batch.get(b"data"), np.asarray(batch.get(b"labels"))
    pixels = SIDE * SIDE * CHANNELS
    if not isinstance(data, np.ndarray) or data.dtype != np.uint8:
        raise NotABatch("a batch without pixels")
    if data.ndim != 2 or data.shape[1] != pixels or labels.shape != data.shape[:1]:  # noqa: PLR2004
        raise NotABatch(f"a batch of shape {data.shape} with labels {labels.shape}")
    if labels.dtype.kind != "i" or not (labels >= 0).all() or labels.max() >= CLASSES:
        raise NotABatch("labels that are not 0 to 9")
    planes = data.reshape(-1, CHANNELS, SIDE, SIDE)
    return np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), labels.astype(np.int64)


def label_names(content: bytes) -> tuple[str, ...]:
    """Of `batches.meta`. Raises NotABatch."""
    names = _unpickled(content).get(b"label_names")
    if not isinstance(names, list) or len(names) != CLASSES:
        raise NotABatch("not the names of ten classes")
    return tuple(bytes(name).decode("ascii") for name in names)


def _unpickled(content: bytes) -> dict[bytes, Any]:
    try:
        found = _Restricted(io.BytesIO(content), encoding="bytes").load()
    except BROKEN as error:
        raise NotABatch(str(error)) from error
    if not isinstance(found, dict):
        raise NotABatch("no dict")
    return found


class _Restricted(pickle.Unpickler):
    """Everything that a batch file names is one of ours below."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is refused") from None


class _Array:
    """Replaces `ndarray` where a pickle names the type; it is never instantiated."""


def _bytes(text: str, encoding: str) -> bytes:
    """Python 3 writes bytes for old readers as Latin-1 text."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"bytes as {encoding!r} are refused")
    return text.encode("latin1")


def _empty_array(kind: type, shape: object, code: object) -> np.ndarray:
    """The array that a pickle then fills, whatever it says of its shape."""
    if kind is not _Array:
        raise pickle.UnpicklingError("an array of a strange type is refused")
    return np.ndarray((0,), np.uint8)


def _byte_type(code: object, align: object = False, copy: object = True) -> np.dtype:  # noqa: FBT002
    if code not in ("u1", b"u1"):
        raise pickle.UnpicklingError(f"an array of {code!r} is refused")
    return np.dtype("u1", copy=True)


_ALLOWED = {
    ("_codecs", "encode"): _bytes,
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _byte_type,
    ("numpy.core.multiarray", "_reconstruct"): _empty_array,
    ("numpy._core.multiarray", "_reconstruct"): _empty_array,
}
