"""Answers the checks' questions, inside the sandbox, beside the student's code.

The student's code can change this module's behaviour, but that can only make answers wrong:
the trusted process reads them as plain data.
"""

# mypy: disable-error-code="import-not-found"
# The modules beside this one can be imported only inside the sandbox.

from __future__ import annotations

import base64
import io
import json
import linecache
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import admitting
import numpy as np
from describing import describe
from hurrying import TookTooLong, ended_after

INBOX = Path("/inbox")
MIME = "application/vnd.reviewhub+json"
DEEPEST = 32
WIDEST_ITEM = 8  # bytes; longer floats are shortened
SHORTEST_S = 0.05
MOST_BITS = 4096  # of an integer that is told
BEFORE_ADMISSION = 10_000  # bytes of an answer


class Unreadable(Exception):
    """The value cannot be encoded as plain data."""


class Answer:
    """An expression's value, for which IPython sends our text and nothing else."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return ""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {MIME: self.text}


class Helper:
    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.answer_bytes = BEFORE_ADMISSION
        self.admitted = False
        self.kept: list[Any] = []

    def __call__(self, question: str) -> Answer:
        if question.startswith("@"):
            question = (INBOX / question[1:]).read_text("utf-8")
        return Answer(self.answer(json.loads(question)))

    def answer(self, question: dict[str, Any]) -> str:
        try:
            value = getattr(self, "do_" + question["do"])(question)
            text = json.dumps({"value": encode(value, 0)})
        except Unreadable as why:
            text = json.dumps({"unreadable": str(why)[:200]})
        except MemoryError:
            text = json.dumps({"raised": {"type": "MemoryError"}})
        except BaseException as error:  # noqa: BLE001 -- sys.exit() included
            text = json.dumps({"raised": describe(error)})
        if len(text) > self.answer_bytes:
            text = json.dumps({"too_large": len(text)})
        return text

    def do_admit(self, question: dict[str, Any]) -> int | None:
        """Returns how many files were placed; the worker checks that all have arrived."""
        if self.admitted:
            return None
        self.admitted = True
        self.answer_bytes = question["answer_bytes"]
        placed: int = admitting.admit(question)
        share_gpu()
        return placed

    def do_blocks(self, question: dict[str, Any]) -> list[dict[str, Any]]:
        """Returns what was raised by blocks that may fail, each with its number.

        Blocks that only make state have some seconds together; the others are definitions.
        """
        failed: list[dict[str, Any]] = []
        left_s: float = question["state_s"]
        for number, block in enumerate(question["blocks"]):
            place = f"cell {block['cell']}"
            started = time.monotonic()
            try:
                source = "\n" * (block["line"] - 1) + block["source"]
                show_source(place, block["line"], block["source"])
                code = compile(source, place, "exec")
                with ended_after(left_s if block["state"] else None):
                    exec(code, self.names)  # noqa: S102
            except (Exception, TookTooLong) as error:
                if not block["may_fail"]:
                    raise
                failed.append({"block": number, "raised": describe(error)})
            if block["state"]:
                left_s = max(left_s - (time.monotonic() - started), SHORTEST_S)
        return failed

    def do_values(self, question: dict[str, Any]) -> dict[str, Any]:
        """Numbers as they are; of anything else, its type."""
        return {
            name: number_or_type(self.names[name])
            for name in question["names"]
            if name in self.names
        }

    def do_load(self, question: dict[str, Any]) -> None:
        exec(compile(question["source"], "<pack>", "exec"), self.names)  # noqa: S102

    def do_seed(self, question: dict[str, Any]) -> None:
        random.seed(question["seed"])
        np.random.seed(question["seed"] % 2**32)  # noqa: NPY002 -- what students use
        if "tensorflow" in sys.modules:
            sys.modules["tensorflow"].random.set_seed(question["seed"] % 2**32)

    def do_has(self, question: dict[str, Any]) -> bool:
        return question["name"] in self.names

    def do_call(self, question: dict[str, Any]) -> Any:
        return self.function(question["name"])(
            *self.arguments(question), **self.named(question)
        )

    def do_new(self, question: dict[str, Any]) -> int:
        made = self.function(question["name"])(
            *self.arguments(question), **self.named(question)
        )
        self.kept.append(made)
        return len(self.kept) - 1

    def do_method(self, question: dict[str, Any]) -> Any:
        method = getattr(self.kept[question["object"]], question["name"])
        return method(*self.arguments(question), **self.named(question))

    def do_get(self, question: dict[str, Any]) -> Any:
        return getattr(self.kept[question["object"]], question["name"])

    def do_set(self, question: dict[str, Any]) -> None:
        setattr(
            self.kept[question["object"]],
            question["name"],
            self.decode(question["value"]),
        )

    def function(self, name: str) -> Callable[..., Any]:
        if name not in self.names:
            raise NameError(f"name {name!r} is not defined")
        found: Callable[..., Any] = self.names[name]
        return found

    def arguments(self, question: dict[str, Any]) -> list[Any]:
        return [self.decode(value) for value in question["args"]]

    def named(self, question: dict[str, Any]) -> dict[str, Any]:
        return {key: self.decode(value) for key, value in question["kwargs"].items()}

    def decode(self, value: Any) -> Any:  # noqa: PLR0911 -- one form, one line
        if isinstance(value, list):
            return [self.decode(item) for item in value]
        if not isinstance(value, dict):
            return value
        ((kind, content),) = value.items()
        if kind == "dict":
            return {key: self.decode(item) for key, item in content.items()}
        if kind == "tuple":
            return tuple(self.decode(item) for item in content)
        if kind == "object":
            return self.kept[content]
        if kind == "file":
            return np.load(INBOX / content, allow_pickle=False)
        return np.load(io.BytesIO(base64.b64decode(content)), allow_pickle=False)


def number_or_type(value: Any) -> Any:
    kind = type(value).__name__
    if getattr(value, "shape", None) == ():  # an array or tensor of one number
        value = np.asarray(value)[()]
    if isinstance(value, np.generic) and value.dtype.kind in "biuf":
        value = value.item()
    if type(value) is int and value.bit_length() > MOST_BITS:
        return {"type": kind}
    return value if type(value) in (bool, int, float) else {"type": kind}


def show_source(place: str, first_line: int, source: str) -> None:
    """Lets `inspect` find the source, as in a notebook; TensorFlow's AutoGraph needs it.

    Blocks of a cell share one entry. A modification time of None means: there is no file to check.
    """
    lines = list(linecache.getlines(place))
    added = [line + "\n" for line in source.splitlines()]
    lines += ["\n"] * (first_line - 1 + len(added) - len(lines))
    lines[first_line - 1 : first_line - 1 + len(added)] = added
    linecache.cache[place] = (sum(map(len, lines)), None, lines, place)


def share_gpu() -> None:
    """Limits TensorFlow to the slot's share of the GPU; the watchdog checks it as well."""
    share = os.environ.get("REVIEWHUB_GPU_MEMORY_MB")
    tensorflow = sys.modules.get("tensorflow")
    if share is None or tensorflow is None:
        return
    limit = tensorflow.config.LogicalDeviceConfiguration(memory_limit=int(share))
    for gpu in tensorflow.config.list_physical_devices("GPU"):
        tensorflow.config.set_logical_device_configuration(gpu, [limit])


def encode(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise Unreadable("nested too deeply")
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, (list, tuple)):
        return [encode(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {
            "dict": {
                str(encode_key(key)): encode(item, depth + 1)
                for key, item in value.items()
            }
        }
    if isinstance(value, np.generic) and value.dtype.kind in "biuf":
        return float(value) if value.dtype.kind == "f" else value.item()
    if isinstance(value, str):
        return str(value)
    return encode_array(value)


def encode_key(key: Any) -> Any:
    if isinstance(key, np.generic):
        key = key.item()
    if not isinstance(key, (str, int, float, bool)):
        raise Unreadable(f"a dict with a key of type {type(key).__name__}")
    return key


def encode_array(value: Any) -> dict[str, str]:
    if hasattr(value, "detach") or not hasattr(value, "__array__"):
        raise Unreadable(f"a value of type {type(value).__name__}")
    array = np.asarray(value)
    if array.dtype.kind == "O":
        array = numbers(array)
    if array.dtype.kind not in "biuf":
        raise Unreadable(f"an array of dtype {array.dtype}")
    if array.dtype.itemsize > WIDEST_ITEM:
        array = array.astype(np.float64)
    buffer = io.BytesIO()
    np.save(
        buffer, np.ascontiguousarray(array).reshape(array.shape), allow_pickle=False
    )
    return {"npy": base64.b64encode(buffer.getbuffer()).decode("ascii")}


def numbers(array: np.ndarray) -> np.ndarray:
    """An object array, as from a data frame of numbers and booleans, as floats if possible."""
    try:
        return array.astype(np.float64)
    except (TypeError, ValueError):
        raise Unreadable("an array of objects") from None
