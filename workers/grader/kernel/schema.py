"""Makes messages from what a kernel sent, which may have any form.

For each kind there is a function that makes it. What has another form is no message, and what is
not asked for below is left out: nothing else of a message ever goes on.
"""

from collections.abc import Callable, Mapping
from typing import Any

from workers.grader.kernel.kernel_messages import (
    Cleared,
    Idle,
    Message,
    Printed,
    Raised,
    Reply,
    Shown,
    Updated,
)
from workers.grader.kernel.output_forms import (
    LONGEST_NAME,
    Content,
    display_id_of,
    forms_in,
    metadata_of,
)

LONGEST_MESSAGE = 20_000
LONGEST_TRACEBACK = 200_000
MOST_LINES = 2_000
STREAMS = frozenset({"stdout", "stderr"})


def _printed(content: Content) -> Message | None:
    name, words = content.get("name"), content.get("text")
    if not isinstance(words, str) or not isinstance(name, str) or name not in STREAMS:
        return None
    return Printed(name, words)


def _shown(content: Content) -> Message | None:
    data = forms_in(content.get("data"))
    return Shown(data, metadata_of(content), display_id_of(content)) if data else None


def _result(content: Content) -> Message | None:
    data = forms_in(content.get("data"))
    if not data:
        return None
    return Shown(data, metadata_of(content), display_id_of(content), is_result=True)


def _updated(content: Content) -> Message | None:
    data, display_id = forms_in(content.get("data")), display_id_of(content)
    return (
        Updated(display_id, data, metadata_of(content)) if data and display_id else None
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
