"""Downloads a pack's real data into the data folder, as its `SOURCES` declare."""

import fcntl
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from protocol.steps import Incident
from workers.datasets.archives import unpack
from workers.datasets.downloading import FetchError, Tell, download, part_of
from workers.packkit.pack import Pack
from workers.packkit.sources import Source

LOCK = ".fetch_data.lock"


class State(StrEnum):
    THERE = "there"
    PACKED = "downloaded, not unpacked yet"
    PART = "begun"
    MISSING = "missing"
    OTHER = "another file has its name"


def sources_of(pack: Pack) -> tuple[Source, ...]:
    return tuple(getattr(pack.data, "SOURCES", ()))


def state_of(source: Source, folder: Path) -> State:
    """The state of one source. Reads the whole file if a digest is known."""
    target = folder / source.path
    if source.unpacks and all(path.is_file() for path in _members(source, folder)):
        return State.THERE
    if target.exists():
        if mismatch(target, source):
            return State.OTHER
        return State.PACKED if source.unpacks else State.THERE
    return State.PART if part_of(target).exists() else State.MISSING


def _members(source: Source, folder: Path) -> list[Path]:
    """The paths of an archive's members, which are unpacked beside it."""
    return [(folder / source.path).parent / name for name in source.unpacks]


def mismatch(path: Path, source: Source) -> str:
    """How the file differs from the published one, as text; empty if it is the same."""
    size = path.stat().st_size
    if source.size is not None and size != source.size:
        return f"it has {size:,} bytes instead of {source.size:,}"
    algorithm, _, wanted = source.digest.partition(":")
    if not wanted:
        return ""
    with path.open("rb") as file:
        digest = hashlib.file_digest(
            file, lambda: hashlib.new(algorithm, usedforsecurity=False)
        )
    found = digest.hexdigest()
    return "" if found == wanted.lower() else f"its {algorithm} is {found}"


def fetch(source: Source, folder: Path, tell: Tell) -> bool:
    """Downloads and unpacks a source; returns False if it was there. Raises FetchError."""
    state, target = state_of(source, folder), folder / source.path
    if state is State.THERE:
        return False
    if state is State.OTHER:
        raise FetchError(
            f"{target} is not the published file: {mismatch(target, source)}. "
            "Move it away and run this again."
        )
    if state is not State.PACKED:
        if not source.url:
            raise FetchError(by_hand(source, folder))
        _download(source, target, tell)
    if source.unpacks:
        unpack(target, source.unpacks, target.parent)
    return True


def _download(source: Source, target: Path, tell: Tell) -> None:
    part = download(source.url, target, source.size, tell)
    problem = mismatch(part, source)
    if problem:
        part.unlink()
        raise FetchError(
            f"The download from {source.url} is not the published file: {problem}. It was "
            "removed. Run this again; if it happens twice, the publisher has changed "
            "the file: tell whoever looks after the pack."
        )
    part.replace(target)


def by_hand(source: Source, folder: Path) -> str:
    """What to do for a file that cannot be downloaded: where to put it, whom to ask."""
    size = f" ({source.size:,} bytes)" if source.size is not None else ""
    words = f"Put the file{size} at {folder / source.path} yourself."
    if source.unpacks:
        words += " Run this again afterwards: it unpacks it."
    return f"{words} {source.ask['en']}" if source.ask else words


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Allows one process at a time in a data folder. Any end of the process frees the lock."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FetchError(
                f"Another fetch_data is running on {folder}. "
                "Wait until it has ended, then run this again."
            ) from error
        yield


def kind_of(pack: Pack, folder: Path | None) -> str:
    """The kind of data the pack loads from the folder: "real" or "stand-in"; "" without data."""
    if pack.data is None:
        return ""
    try:
        return str(pack.data.load(folder).kind)
    except Incident as error:
        raise FetchError(f"{error}. Move that file away and run this again.") from error


def write_stand_in(pack: Pack, folder: Path) -> list[Path]:
    """Writes generated data in the files that notebooks read. Overwrites no other contents."""
    files: Mapping[str, bytes] = {}
    if pack.data is not None:
        files = pack.data.notebook_files(pack.data.load(None))
    targets = {folder / name: data for name, data in files.items()}
    for path, data in targets.items():
        if path.exists() and path.read_bytes() != data:
            raise FetchError(
                f"{path} exists already, with other contents. "
                "Name another folder, or move it away."
            )
    for path, data in targets.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return list(targets)
