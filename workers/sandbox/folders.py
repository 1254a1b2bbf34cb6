"""The folders of sandboxes on our side: the inbox, and the sockets that are handed over."""

import shutil
import tempfile
from collections.abc import Mapping
from os import getpid
from pathlib import Path, PurePosixPath

from protocol.steps import Incident

PREFIX = "reviewhub-sandbox-"
LONGEST_SOCKET_PATH = 90  # the system allows 107 bytes, less the name we add


def private_folder(below: Path | None = None) -> Path:
    """Named after this process, so that what a killed worker left can be told."""
    place = str(below or tempfile.gettempdir())
    if below is None and len(place) > LONGEST_SOCKET_PATH // 2:
        place = "/tmp"  # noqa: S108 -- mkdtemp makes it private
    prefix = f"{PREFIX}{getpid()}-" if below is None else ""
    return Path(tempfile.mkdtemp(prefix=prefix, dir=place))


def fill(inbox: Path, files: Mapping[str, bytes]) -> None:
    """Lays files where the sandbox finds them. Nothing ever comes back this way."""
    for name, content in files.items():
        target = inbox / "files" / _safe(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise Incident(f"A file of this name should never have been taken in: {name!r}")
    return path


def sweep_leftovers() -> int:
    """Removes folders of workers that were killed; returns how many."""
    swept = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdecimal() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(folder, ignore_errors=True)
            swept += 1
    return swept
