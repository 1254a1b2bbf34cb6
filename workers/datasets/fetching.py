"""Downloads a pack's real data into the data folder, as its `SOURCES` declare."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from protocol.steps import Incident
from workers.datasets.archives import unpack
from workers.datasets.downloading import FetchError, Tell, download
from workers.datasets.source_states import State, mismatch, state_of
from workers.packkit.pack import Pack
from workers.packkit.sources import Source

LOCK = ".fetch_data.lock"


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
