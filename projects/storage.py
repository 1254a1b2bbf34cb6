"""Content-addressed bytes: written once, flushed to disk before anybody is thanked."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.models import Blob

DRAFT = ".draft-"
FOLDER = 0o700  # nobody but us reads what was handed in; files are made so by `mkstemp`


class DurableStorage(FileSystemStorage):
    """Local files that survive a power cut and never show half their contents."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name  # names are digests: the same name, the same bytes

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        _make_folder(target.parent)
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=DRAFT)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        _flush_folder(target.parent)
        return name


def _make_folder(folder: Path) -> None:
    """With its parents; a new name is on disk once the folder that holds it is flushed."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=FOLDER, exist_ok=True)
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def keep_all(files: Mapping[str, bytes]) -> dict[str, Blob]:
    """The blob of each file by its name; see `keep`.

    In the order of the digests: two who keep the same files at once hold each other's blobs
    until they commit, and would else wait for each other for ever.
    """
    by_digest = sorted((digest_of(data), name) for name, data in files.items())
    return {name: keep(files[name], digest) for digest, name in by_digest}


def keep(data: bytes, digest: str = "") -> Blob:
    """Stores the bytes unless they are there already; returns their blob. `digest`: theirs, where it is known.

    The blob is held first, until the transaction ends, and only then the bytes are looked for:
    `operations.garbage_collection` holds it while it removes them, so that either these bytes are found
    needed, or they are found gone and are written again.
    """
    with transaction.atomic():
        blob = _held(digest or digest_of(data), len(data))
        if not default_storage.exists(blob.storage_name):
            default_storage.save(blob.storage_name, ContentFile(data))
        return blob


def _held(digest: str, size: int) -> Blob:
    rows = Blob.objects.filter(sha256=digest)
    while not rows.update(kept_at=timezone.now()):
        try:
            with transaction.atomic():
                return Blob.objects.create(sha256=digest, size=size)
        except IntegrityError:
            continue  # somebody else stored it at this very moment
    return rows.get()


# --- what killed processes leave ----------------------------------------------------------


def remove_drafts(folder: Path | str, prefix: str, before: datetime) -> int:
    """Files right in `folder`, named so, that nobody has written to since; how many it were."""
    removed = 0
    for path in Path(folder).glob(f"{prefix}*"):
        try:
            if path.is_file() and path.stat().st_mtime < before.timestamp():
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue  # its process lives, and has just finished with it
    return removed
