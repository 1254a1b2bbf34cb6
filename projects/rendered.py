"""Rendered files on this machine's disk: made again whenever they are missing.

    <folder>/<version>/<ab>/<digest of the file>/pictures/<name>
                                                /<digest of the options>/document.json, 1.json …

What is in here goes to readers as it is, so nothing but the web writes here: workers neither
need this folder nor should be able to write to it.
"""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings

import notebooks
from projects.models import Blob
from protocol.digests import digest_of

_INDEX = "document.json"
_SHARDS = 256  # the digest's first two letters


@cache
def _version() -> str:
    """Whatever changes in the rendering makes all that was rendered before out of date."""
    return digest_of(Path(notebooks.__file__).parent)[:16]


def _root() -> Path:
    return Path(settings.RENDERED_DIR)


def _folder(digest: str) -> Path:
    return _root() / _version() / digest[:2] / digest


class StoredDocument:
    """One rendering of one file: for one language and one kind of reader."""

    def __init__(self, blob: Blob, options: str) -> None:
        self._folder = _folder(blob.sha256) / options

    def index(self) -> bytes | None:
        return _read(self._folder / _INDEX)

    def page(self, number: int) -> bytes | None:
        """A page by number from 1."""
        return _read(self._folder / f"{number}.json")

    def keep(
        self, index: bytes, pages: Sequence[bytes], pictures: Mapping[str, bytes]
    ) -> None:
        """Readers see all of it or nothing; of two at once, the first stays."""
        parent = self._folder.parent
        _keep_pictures(parent, pictures)
        draft = Path(tempfile.mkdtemp(dir=parent, prefix=".draft-"))
        for number, page in enumerate(pages, 1):
            (draft / f"{number}.json").write_bytes(page)
        (draft / _INDEX).write_bytes(index)
        try:
            draft.rename(self._folder)
        except OSError:  # it is there already
            shutil.rmtree(draft)
        _make_room(parent)


def keep_pictures(blob: Blob, pictures: Mapping[str, bytes]) -> None:
    """Those of a file that is shown beside another one."""
    _keep_pictures(_folder(blob.sha256), pictures)


def _keep_pictures(folder: Path, pictures: Mapping[str, bytes]) -> None:
    _root().mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "pictures").mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, data in pictures.items():
        _write(folder / "pictures" / name, data)


def forget(digest: str) -> None:
    """Drops what was rendered of a file that is gone, where this process can reach it.

    What another machine has rendered goes when it next renders a file: see `_make_room`.
    """
    if _root().exists():
        shutil.rmtree(_folder(digest), ignore_errors=True)


def picture(blob: Blob, name: str) -> bytes | None:
    """`name` is one that the rendering gave out: never a path."""
    return _read(_folder(blob.sha256) / "pictures" / name)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write(path: Path, data: bytes) -> None:
    if path.exists():
        return
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        draft.write(data)
    Path(draft.name).rename(path)


def _make_room(newest: Path) -> None:
    """Drops what is out of date or of files that are gone, in the shard of the newest.

    Then the oldest, while the shard holds more than its share.
    """
    for old in _root().iterdir():
        if old.name != _version():
            shutil.rmtree(old, ignore_errors=True)
    with suppress(FileNotFoundError):  # another process is making room, too
        others = [one for one in newest.parent.iterdir() if one != newest]
        others.sort(key=lambda folder: folder.stat().st_mtime)
        names = [folder.name for folder in others]
        kept = set(Blob.objects.filter(pk__in=names).values_list("pk", flat=True))
        for folder in [folder for folder in others if folder.name not in kept]:
            shutil.rmtree(folder, ignore_errors=True)
            others.remove(folder)
        sizes = {folder: _size(folder) for folder in [*others, newest]}
        excess = sum(sizes.values()) - settings.RENDERED_MB * 1024 * 1024 // _SHARDS
        for folder in others:
            if excess <= 0:
                break
            shutil.rmtree(folder, ignore_errors=True)
            excess -= sizes[folder]


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
