"""Members out of archives from the web, fetched as `Source.unpacks` names them."""

import hashlib
import io
import stat
import tarfile
import zipfile
from errno import ENOSPC
from random import Random

import pytest

from tests.workers.serving import Site, serving
from workers.datasets import archives
from workers.datasets.archives import unpack
from workers.datasets.downloading import FetchError
from workers.datasets.fetching import fetch
from workers.datasets.source_states import State, state_of
from workers.packkit.sources import Source


def source_of(url, content, *members):
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return Source("set/data.bin", url, digest, None, {"en": "CC0"}, unpacks=members)


def silent(have, total):
    """Nobody looks at the progress."""


def tar_of(**members):
    """Bytes as files; a string as a link to that place."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name.replace("__", "/"))
            if isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
                tar.addfile(info)
            else:
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def zip_of(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name.replace("__", "/"))
            if isinstance(content, str):
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, content)
    return packed.getvalue()


both = pytest.mark.parametrize("pack", [tar_of, zip_of])


def unpacked(tmp_path, content, *members):
    with serving(Site(content)) as site:
        fetch(source_of(site.url, content, *members), tmp_path, silent)
    return tmp_path / "set"


@both
def test_of_an_archive_the_named_members_are_laid_out_beside_it(tmp_path, pack):
    content = pack(a__one=b"1", a__two=b"2", other=b"3")
    folder = unpacked(tmp_path, content, "a/one", "a/two")
    assert (folder / "a" / "one").read_bytes() == b"1"
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert found == {"data.bin", "a/one", "a/two"}


@both
def test_a_member_that_was_lost_is_unpacked_without_fetching(tmp_path, pack):
    content = pack(one=b"1")
    folder = unpacked(tmp_path, content, "one")
    (folder / "one").unlink()
    source = source_of("http://nowhere/", content, "one")
    assert state_of(source, tmp_path) is State.PACKED
    fetch(source, tmp_path, silent)
    assert (folder / "one").read_bytes() == b"1"


@both
def test_a_link_is_no_member(tmp_path, pack):
    with pytest.raises(FetchError, match="does not hold link"):
        unpacked(tmp_path, pack(link="/etc/passwd"), "link")
    assert [path.name for path in (tmp_path / "set").iterdir()] == ["data.bin"]


@both
@pytest.mark.parametrize("name", ["../../out", "/tmp/out", "a/../../../out"])
def test_nothing_is_unpacked_outside_of_the_folder(tmp_path, pack, name):
    with pytest.raises(FetchError, match="outside of"):
        unpacked(tmp_path, pack(**{name: b"1"}), name)


def test_nothing_is_unpacked_through_a_link_that_lies_there(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "a").symlink_to(elsewhere)
    with pytest.raises(FetchError, match="outside of"):
        unpacked(tmp_path, tar_of(a__one=b"1"), "a/one")


@pytest.mark.parametrize(
    "content",
    [b"no archive", tar_of(one=b"1" * 9000)[:60]],
    ids=["of another kind", "cut short"],  # an archive's bytes hold the time
)
def test_an_archive_that_is_broken_is_said_so(tmp_path, content):
    with pytest.raises(FetchError, match="cannot be unpacked"):
        unpacked(tmp_path, content, "one")


def broken_in_the_middle(kind, **fast):
    """Its head can be read: only the member's contents tell."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=f"w:{kind}", **fast) as tar:
        info = tarfile.TarInfo("one")
        info.size = 220_000
        tar.addfile(info, io.BytesIO(Random(1).randbytes(info.size)))
    half = len(packed.getvalue()) // 2
    return packed.getvalue()[:half] + b"\xff" * half


@pytest.mark.parametrize(
    ("kind", "fast"),
    [("gz", {}), ("bz2", {"compresslevel": 1}), ("xz", {"preset": 0})],
)
def test_contents_that_are_broken_are_said_so_in_every_compression(
    tmp_path, kind, fast
):
    archive = tmp_path / "data.bin"
    archive.write_bytes(broken_in_the_middle(kind, **fast))
    with pytest.raises(FetchError, match=r"data\.bin cannot be unpacked"):
        unpack(archive, ["one"], tmp_path)
    assert not (tmp_path / "one").exists()


def encrypted(content):
    """A zip whose members say that they are, in their own head and in the list at its end."""
    marked = bytearray(content)
    marked[content.index(b"PK\x03\x04") + 6] |= 1
    marked[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)


def test_an_archive_that_is_encrypted_is_said_so(tmp_path):
    archive = tmp_path / "data.bin"
    archive.write_bytes(encrypted(zip_of(one=b"1" * 20)))
    with pytest.raises(FetchError, match="one is encrypted"):
        unpack(archive, ["one"], tmp_path)


def test_an_encrypted_member_that_nobody_asked_for_does_not_matter(tmp_path):
    archive = tmp_path / "data.bin"
    archive.write_bytes(encrypted(zip_of(one=b"1" * 20, two=b"2")))
    unpack(archive, ["two"], tmp_path)
    assert (tmp_path / "two").read_bytes() == b"2"


def test_a_full_disk_is_not_laid_to_the_archive(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(ENOSPC, "No space left on device")

    archive = tmp_path / "data.bin"
    archive.write_bytes(tar_of(one=b"1"))
    monkeypatch.setattr(archives.shutil, "copyfileobj", full)
    with pytest.raises(OSError, match="No space left"):
        unpack(archive, ["one"], tmp_path)


@both
def test_a_member_larger_than_any_is_passed_over(tmp_path, pack, monkeypatch):
    monkeypatch.setattr(archives, "LARGEST_MEMBER", 3)
    archive = tmp_path / "data.bin"
    archive.write_bytes(pack(large=b"1234", small=b"123"))
    unpack(archive, ["small"], tmp_path)
    assert (tmp_path / "small").read_bytes() == b"123"
    with pytest.raises(FetchError, match="does not hold large"):
        unpack(archive, ["large"], tmp_path)
