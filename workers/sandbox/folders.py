"""The folders of sandboxes outside of them: the inbox and the sockets given to the kernel."""

import shutil
import tempfile
from collections.abc import Mapping
from os import getpid
from pathlib import Path, PurePosixPath

from protocol.steps import Incident

PREFIX = "reviewhub-sandbox-"
LONGEST_SOCKET_PATH = 90  # the system allows 107 bytes, less the name we add


def private_folder(below: Path | None = None) -> Path:
    """Makes a folder named after this process, so that leftovers of killed workers are found."""
    place = str(below or tempfile.gettempdir())
    if below is None and len(place) > LONGEST_SOCKET_PATH // 2:
        place = "/tmp"  # noqa: S108 -- mkdtemp makes it private
    prefix = f"{PREFIX}{getpid()}-" if below is None else ""
    return Path(tempfile.mkdtemp(prefix=prefix, dir=place))


def fill(inbox: Path, files: Mapping[str, bytes]) -> None:
    """Writes files into the inbox, which the sandbox can only read."""
    for name, content in files.items():
        target = inbox / "files" / _safe(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise Incident(f"Intake should have refused a file of this name: {name!r}")
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
