"""The messages of a kernel that a rerun understands, made from plain data of any form.

Each kind has a class here and a function that makes it. What has another form is no message, and what is
not asked for below is left out: nothing else of a message ever goes on.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_FORMS = 20  # of one output: picture, page, text …
LONGEST_NAME = 200
LONGEST_MESSAGE = 20_000
LONGEST_TRACEBACK = 200_000
MOST_LINES = 2_000
MOST_METADATA = 10_000  # characters
STREAMS = frozenset({"stdout", "stderr"})

_MIME = re.compile(r"[a-z]+/[\w.+-]{1,100}", re.ASCII)
_JSON = re.compile(r"application/(?:[\w.-]+\+)?json", re.ASCII)


@dataclass(frozen=True)
class Printed:
    stream: str
    text: str


@dataclass(frozen=True)
class Shown:
    """An output of display() or of a cell's last line. `display_id`: by which it is updated."""

    data: Mapping[str, Any]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    display_id: str = ""
    is_result: bool = False


@dataclass(frozen=True)
class Updated:
    """New content for all outputs that were shown under the same `display_id`."""

    display_id: str
    data: Mapping[str, Any]
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Raised:
    kind: str = ""
    message: str = ""
    traceback: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cleared:
    waits: bool  # until the next output comes


@dataclass(frozen=True)
class Idle:
    """All that the cell put out has been sent."""


@dataclass(frozen=True)
class Reply:
    """The cell has ended: by an exception, or by itself; `leaves`: it called exit()."""

    raised: Raised | None = None
    leaves: bool = False


Message = Printed | Shown | Updated | Raised | Cleared | Idle | Reply
Content = Mapping[str, Any]


def _printed(content: Content) -> Message | None:
    name, words = content.get("name"), content.get("text")
    if not isinstance(words, str) or not isinstance(name, str) or name not in STREAMS:
        return None
    return Printed(name, words)


def _shown(content: Content) -> Message | None:
    data = _data(content.get("data"))
    return Shown(data, _metadata(content), _display_id(content)) if data else None


def _result(content: Content) -> Message | None:
    data = _data(content.get("data"))
    if not data:
        return None
    return Shown(data, _metadata(content), _display_id(content), is_result=True)


def _updated(content: Content) -> Message | None:
    data, display_id = _data(content.get("data")), _display_id(content)
    return (
        Updated(display_id, data, _metadata(content)) if data and display_id else None
    )


def _raised(content: Content) -> Raised | None:
    kind, message = content.get("ename"), content.get("evalue")
    if not isinstance(kind, str) or not isinstance(message, str):
        return None
    told = content.get("traceback")
    lines = told[:MOST_LINES] if isinstance(told, list) else []
    kept, left = [], LONGEST_TRACEBACK
    for line in lines:
        if isinstance(line, str) and left > 0:
            kept.append(line[:left])
            left -= len(line)
    return Raised(kind[:LONGEST_NAME], message[:LONGEST_MESSAGE], tuple(kept))


def _cleared(content: Content) -> Message | None:
    return Cleared(waits=content.get("wait") is True)


def _status(content: Content) -> Message | None:
    return Idle() if content.get("execution_state") == "idle" else None


def _reply(content: Content) -> Message | None:
    match content.get("status"):
        case "ok" | "abort" | "aborted":
            return Reply(leaves=_leaves(content.get("payload")))
        case "error":
            return Reply(raised=_raised(content) or Raised())
    return None


def _leaves(payload: Any) -> bool:
    parts = payload if isinstance(payload, list) else []
    return any(isinstance(p, dict) and p.get("source") == "ask_exit" for p in parts)


def _data(data: Any) -> dict[str, Any]:
    """The forms of an output by MIME type: text, or plain data under a type of JSON."""
    kept: dict[str, Any] = {}
    for kind, value in data.items() if isinstance(data, dict) else ():
        if len(kept) >= MOST_FORMS or not _MIME.fullmatch(kind):
            continue
        if _JSON.fullmatch(kind) or isinstance(value, str):
            kept[kind] = value
        elif isinstance(value, list) and all(isinstance(part, str) for part in value):
            kept[kind] = "".join(value)
    return kept


def _metadata(content: Content) -> dict[str, Any]:
    found = content.get("metadata")
    is_small = isinstance(found, dict) and len(repr(found)) <= MOST_METADATA
    return found if isinstance(found, dict) and is_small else {}


def _display_id(content: Content) -> str:
    transient = content.get("transient")
    found = transient.get("display_id") if isinstance(transient, dict) else None
    return found if isinstance(found, str) and len(found) <= LONGEST_NAME else ""


ON_IOPUB: Mapping[str, Callable[[Content], Message | None]] = {
    "stream": _printed,
    "display_data": _shown,
    "execute_result": _result,
    "update_display_data": _updated,
    "error": _raised,
    "clear_output": _cleared,
    "status": _status,
}
ON_SHELL: Mapping[str, Callable[[Content], Message | None]] = {"execute_reply": _reply}
