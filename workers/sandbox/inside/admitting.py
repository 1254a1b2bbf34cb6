"""Lets one submission in: its files, and limits that keep honest mistakes small.

Nothing here protects us: students' code shares this process and may change all of it. It
cuts output where it is made, before it costs anybody anything; the trusted side counts too.
"""

# mypy: disable-error-code="import-not-found, method-assign, no-untyped-call"
# What is imported below is installed in the runtime, not where types are checked.

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
    """What may still be shown. Before anybody is let in, nothing is counted."""

    characters = float("inf")
    messages = float("inf")
    rich_bytes = float("inf")
    told = False  # that the rest was cut


def admit(question: dict[str, Any]) -> int:
    """Returns how many files were placed."""
    placed = place_files()
    limit_resources(question["resources"], question["cpu_s"])
    Allowance.characters = question["output_characters"]
    Allowance.messages = question["output_messages"]
    Allowance.rich_bytes = question["rich_bytes"]
    return placed


def place_warm() -> None:
    """What libraries would else work out anew each time, such as lists of fonts."""
    warm = Path(sys.prefix) / "warm"
    if warm.is_dir():
        shutil.copytree(str(warm), str(Path.cwd()), dirs_exist_ok=True)


def place_files() -> int:
    place_warm()
    placed = 0
    for source in FILES.rglob("*"):
        target = Path.cwd() / source.relative_to(FILES)
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
    # What starting and warming up took is not the student's.
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (until, until))


def limit_output() -> None:
    """Must come before the kernel is made: IPython keeps hold of what it finds there."""
    limit_text()
    limit_messages()


def limit_text() -> None:
    write = OutStream.write

    def limited(self: Any, string: Any) -> int:
        if not isinstance(string, str):
            return int(write(self, string))  # raises what it always raises
        left = Allowance.characters
        if left >= 0:
            Allowance.characters -= len(string)
            write(self, string if len(string) <= left else string[: int(left)] + CUT)
        return len(string)

    OutStream.write = limited


def limit_messages() -> None:
    """Pictures and tables by their size, and everything shown by its number."""
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
            if Allowance.messages < 0 or Allowance.rich_bytes < 0:
                if not Allowance.told:
                    Allowance.told = True
                    words = {"name": "stdout", "text": CUT}
                    send(self, stream, "stream", words, parent=parent)
                return None
        return send(self, stream, msg_or_type, *args, **kwargs)

    Session.send = limited


def _described(message: Any, args: Any, kwargs: Any) -> tuple[str, dict[str, Any], Any]:
    """Type, content and parent of a message, given whole or in parts."""
    if isinstance(message, dict):
        parent = message.get("parent_header")
        return str(message.get("msg_type")), message.get("content") or {}, parent
    content = args[0] if args else kwargs.get("content")
    parent = args[1] if len(args) > 1 else kwargs.get("parent")
    return str(message), content or {}, parent
