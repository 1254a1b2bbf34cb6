"""What is told of an exception of the student's code."""

from __future__ import annotations

import re
import sys
import traceback
from pathlib import Path
from typing import Any

TRACEBACK_CHARACTERS = 6000
MESSAGE_CHARACTERS = 2000
_IN_GRAPH = "in user code:"
_FRAME = re.compile(r'^ +File "([^"\n]+)", line (\d+), in ', re.MULTILINE)


def describe(error: BaseException) -> dict[str, Any]:
    """The exception, and the last line of the student's own code that was running."""
    place = None
    frame = error.__traceback__
    while frame is not None:
        place = place_in(frame.tb_frame.f_code.co_filename, frame.tb_lineno) or place
        frame = frame.tb_next
    if isinstance(error, SyntaxError):  # of a file beside the notebook
        place = place_in(str(error.filename), error.lineno) or place
    place = _place_in_graph(error) or place
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return {
        "type": type(error).__name__,
        "message": message_of(error),
        "place": place,
        "traceback": "".join(lines)[-TRACEBACK_CHARACTERS:],
    }


def place_in(file: str, line: int | None) -> list[Any] | None:
    """A line of the student's notebook or of a file beside it."""
    if file.startswith("cell "):
        return [file, line]
    if file.endswith(".py") and Path(file).parent == Path(sys.path[0]):
        return [Path(file).name, line]
    return None


def _place_in_graph(error: BaseException) -> list[Any] | None:
    """The last line of the student's own inside a `tf.function`.

    It runs as code that TensorFlow writes; only the message tells from which lines.
    """
    message = message_of(error)
    if not message.startswith(_IN_GRAPH):
        return None
    frames = [place_in(file, int(line)) for file, line in _FRAME.findall(message)]
    return next((place for place in reversed(frames) if place), None)


def message_of(error: BaseException) -> str:
    try:
        return str(error)[:MESSAGE_CHARACTERS]
    except Exception:  # noqa: BLE001 -- the student's exceptions may do anything
        return ""
