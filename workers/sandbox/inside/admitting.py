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


def admit(question: dict[str, Any]) -> None:
    place_files()
    limit_resources(question["resources"], question["cpu_s"])
    limit_text(question["output_characters"])
    limit_messages(question["output_messages"], question["rich_bytes"])


def place_files() -> None:
    warm = Path(sys.prefix) / "warm"
    if warm.is_dir():
        shutil.copytree(str(warm), str(Path.cwd()), dirs_exist_ok=True)
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


def limit_resources(limits: dict[str, int], cpu_s: int) -> None:
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, name), (value, value))
    # What starting and warming up took is not the student's.
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (until, until))


def limit_text(characters: int) -> None:
    write = OutStream.write
    left = characters

    def limited(self: Any, string: Any) -> int:
        nonlocal left
        if not isinstance(string, str):
            return int(write(self, string))  # raises what it always raises
        if left >= 0:
            left -= len(string)
            write(self, string if left >= 0 else string[:left] + CUT)
        return len(string)

    OutStream.write = limited


def limit_messages(messages: int, rich_bytes: int) -> None:
    """Pictures and tables by their size, and everything shown by its number."""
    send = Session.send
    messages_left, bytes_left = messages, rich_bytes

    def limited(
        self: Any, stream: Any, msg_or_type: Any, *args: Any, **kwargs: Any
    ) -> Any:
        nonlocal messages_left, bytes_left
        kind, content = _described(msg_or_type, args, kwargs)
        if kind in SHOWN:
            messages_left -= 1
            data = content.get("data", {}).values()
            bytes_left -= sum(len(part) for part in data if isinstance(part, str))
            if messages_left < 0 or bytes_left < 0:
                return None
        return send(self, stream, msg_or_type, *args, **kwargs)

    Session.send = limited


def _described(message: Any, args: Any, kwargs: Any) -> tuple[str, dict[str, Any]]:
    """Type and content of a message, given whole or in parts."""
    if isinstance(message, dict):
        return str(message.get("msg_type")), message.get("content") or {}
    return str(message), (args[0] if args else kwargs.get("content")) or {}
