"""What is there of a pack's real data."""

import hashlib
from enum import StrEnum
from pathlib import Path

from workers.datasets.downloading import part_of
from workers.packkit.pack import Pack
from workers.packkit.sources import Source


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
