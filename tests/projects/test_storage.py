"""Bytes are kept once, whole, under the name of their digest."""

import hashlib
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from projects.models import Blob
from projects.storage import DurableStorage, keep


@pytest.fixture
def storage(tmp_path):
    return DurableStorage(location=tmp_path / "media")


def files_in(storage):
    return [path for path in Path(storage.location).rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once():
    data = b"the same bytes"
    first, second = keep(data), keep(data)
    assert first == second
    assert Blob.objects.get().sha256 == hashlib.sha256(data).hexdigest()
    assert first.size == len(data)
    assert first.read() == data


@pytest.mark.django_db
def test_bytes_that_were_lost_are_written_again():
    blob = keep(b"lost and found")
    default_storage.delete(blob.storage_name)
    assert keep(b"lost and found").read() == b"lost and found"


def test_a_file_is_there_whole_or_not_at_all(storage):
    class Breaking(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half of "
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        storage.save("blobs/ab/name", Breaking(b"half of it"))
    assert not storage.exists("blobs/ab/name")
    assert files_in(storage) == [], "no draft is left either"


def test_a_second_writer_of_the_same_name_changes_nothing(storage):
    for _ in range(2):
        assert storage.save("blobs/ab/name", ContentFile(b"x")) == "blobs/ab/name"
    assert [path.read_bytes() for path in files_in(storage)] == [b"x"]


def test_bytes_and_names_are_flushed_before_anybody_is_thanked(storage, monkeypatch):
    flushed = []
    fsync = os.fsync

    def noting(handle):
        flushed.append(Path(f"/proc/self/fd/{handle}").resolve())
        fsync(handle)

    monkeypatch.setattr("os.fsync", noting)
    storage.save("blobs/ab/name", ContentFile(b"x"))
    root = Path(storage.location)
    assert flushed[-1] == root / "blobs" / "ab", "the new name"
    assert flushed[-2].name.startswith(".draft-"), "the bytes, before they get it"
    assert {root / "blobs", root} <= set(flushed), "the folders made for it"
