"""Places a submission's files in the sandbox and sets limits against honest mistakes.

This is no protection: the student's code runs in this process and may change all of it. It cuts
output at its source, where that costs least; the trusted side counts output as well.
"""

# mypy: disable-error-code="import-not-found, method-assign, no-untyped-call"
# The imports below are installed in the runtime, not where types are checked.

from __future__ import annotations

import resource
import shutil
import sys
from pathlib import Path
from typing import Any

from ipykernel.iostream import OutStream
from jupyter_client.session import Session

FILES = Path("/inbox/files")
COPIED_BELOW = 4 * 1024 * 1024  # larger files are linked, so that they cost no memory
CUT = "\n[… the rest of the output was cut]\n"
SHOWN = {"stream", "display_data", "update_display_data", "execute_result"}


class Allowance:
    """The output that is still allowed; unlimited until a submission is admitted."""

    characters = float("inf")
    messages = float("inf")
    rich_bytes = float("inf")
    told = False  # whether the note that the rest was cut has been shown


def admit(question: dict[str, Any]) -> int:
    """Places files and sets limits; returns how many files were placed."""
    placed = place_files()
    limit_resources(question["resources"], question["cpu_s"])
    Allowance.characters = question["output_characters"]
    Allowance.messages = question["output_messages"]
    Allowance.rich_bytes = question["rich_bytes"]
    return placed


def place_warm() -> None:
    """Copies prepared caches, such as lists of fonts, which libraries would else compute anew."""
    place(Path(sys.prefix) / "warm")


def place_files() -> int:
    place_warm()
    return place(FILES)


def place(folder: Path) -> int:
    """Places all that is in the folder here; returns how many files there are."""
    placed = 0
    for source in folder.rglob("*"):
        target = Path.cwd() / source.relative_to(folder)
        if source.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.stat().st_size < COPIED_BELOW:
            shutil.copyfile(str(source), str(target))
        else:
            target.symlink_to(source)
        placed += 1
    return placed


def limit_resources(limits: dict[str, int], cpu_s: int) -> None:
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, name), (value, value))
    # Processor time spent before admission does not count as the student's.
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (until, until))


def limit_output() -> None:
    """Must be called before the kernel is made, because IPython keeps the original functions."""
    limit_text()
    limit_messages()


def limit_text() -> None:
    write = OutStream.write

    def limited(self: Any, string: Any) -> int:
        if not isinstance(string, str):
            return int(write(self, string))  # let the original function raise its error
        left = Allowance.characters
        if left >= 0:
            Allowance.characters -= len(string)
            write(self, string if len(string) <= left else string[: int(left)] + CUT)
        return len(string)

    OutStream.write = limited


def limit_messages() -> None:
    """Limits the total size of pictures and tables, and the number of output messages."""
    send = Session.send

    def limited(
        self: Any, stream: Any, msg_or_type: Any, *args: Any, **kwargs: Any
    ) -> Any:
        kind, content, parent = _described(msg_or_type, args, kwargs)
        if kind in SHOWN:
            data = content.get("data", {}).values()
            size = sum(len(part) for part in data if isinstance(part, str))
            Allowance.messages -= 1
            Allowance.rich_bytes -= size
            too_rich = Allowance.rich_bytes < 0 and kind != "stream"
            if Allowance.messages < 0 or too_rich:
                if not Allowance.told:
                    Allowance.told = True
                    words = {"name": "stdout", "text": CUT}
                    send(self, stream, "stream", words, parent=parent)
                return None
        return send(self, stream, msg_or_type, *args, **kwargs)

    Session.send = limited


def _described(message: Any, args: Any, kwargs: Any) -> tuple[str, dict[str, Any], Any]:
    """Type, content and parent of a message, given as a dict or as separate arguments."""
    if isinstance(message, dict):
        parent = message.get("parent_header")
        return str(message.get("msg_type")), message.get("content") or {}, parent
    content = args[0] if args else kwargs.get("content")
    parent = args[1] if len(args) > 1 else kwargs.get("parent")
    return str(message), content or {}, parent
