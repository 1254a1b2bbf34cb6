"""Unpacks named members of an untrusted tar or zip archive from the web."""

import lzma
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from workers.datasets.downloading import FetchError, part_of

LARGEST_MEMBER = 4 << 30  # bytes
BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    NotImplementedError,
)
"""Beside OSError without a number, which the readers of gzip and bzip2 raise."""

_ENCRYPTED = 1  # bit of a zip's member

Open = Callable[[], IO[bytes] | None]


def unpack(archive: Path, members: Sequence[str], folder: Path) -> None:
    """Writes these members, and no others, below the folder; never only a part of one."""
    targets = {name: _target(name, folder) for name in members}
    try:
        for name, opened in _files(archive):
            if name in targets:
                _write(opened, targets.pop(name))
            if not targets:
                return
    except (*BROKEN, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the system's, of the disk: the archive may be whole
        raise FetchError(
            f"{archive} cannot be unpacked ({error}). Remove it and run this again."
        ) from error
    raise FetchError(
        f"{archive} does not hold {', '.join(targets)}, so it is not the expected "
        "archive. Remove it and run this again; if that does not help, the "
        "publisher has changed it: tell whoever looks after the pack."
    )


def _target(name: str, folder: Path) -> Path:
    """The member's path below the folder. Raises FetchError if name or links lead outside."""
    path = PurePosixPath(name)
    target = folder.joinpath(path)
    inside = target.resolve().is_relative_to(folder.resolve())
    if path.is_absolute() or ".." in path.parts or not inside:
        raise FetchError(
            f"{name} would be unpacked outside of {folder}: "
            "correct SOURCES in the pack's data.py."
        )
    return target


def _files(archive: Path) -> Iterator[tuple[str, Open]]:
    """Plain files up to LARGEST_MEMBER. Open each one before taking the next."""
    return _in_zip(archive) if zipfile.is_zipfile(archive) else _in_tar(archive)


def _in_tar(archive: Path) -> Iterator[tuple[str, Open]]:
    with tarfile.open(archive) as tar:
        for member in tar:  # in one pass: going back would decompress all of it again
            if member.isfile() and member.size <= LARGEST_MEMBER:
                yield member.name, partial(tar.extractfile, member)


def _in_zip(archive: Path) -> Iterator[tuple[str, Open]]:
    with zipfile.ZipFile(archive) as packed:
        for member in packed.infolist():
            is_link = stat.S_ISLNK(member.external_attr >> 16)
            is_plain = not is_link and not member.is_dir()
            if is_plain and member.file_size <= LARGEST_MEMBER:
                yield member.filename, partial(_opened, packed, member)


def _opened(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    if member.flag_bits & _ENCRYPTED:
        raise zipfile.BadZipFile(f"{member.filename} is encrypted")
    return packed.open(member)


def _write(opened: Open, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(target)
    source = opened()
    if source is None:
        raise EOFError("the archive holds no contents for a member")
    with source, part.open("wb") as file:
        shutil.copyfileobj(source, file)
    part.replace(target)
