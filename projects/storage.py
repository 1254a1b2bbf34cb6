"""Content-addressed bytes: written once, flushed to disk before anybody is thanked."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

from projects.models import Blob


class DurableStorage(FileSystemStorage):
    """Local files that survive a power cut and never show half their contents."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name  # names are digests: the same name, the same bytes

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        _make_folder(target.parent)
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".draft-")
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
    folder.mkdir(exist_ok=True)
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep(data: bytes) -> Blob:
    """Stores the bytes unless they are there already; returns their blob."""
    digest = hashlib.sha256(data).hexdigest()
    blob = Blob(sha256=digest, size=len(data))
    if not default_storage.exists(blob.storage_name):
        default_storage.save(blob.storage_name, ContentFile(data))
    return Blob.objects.get_or_create(sha256=digest, defaults={"size": len(data)})[0]
