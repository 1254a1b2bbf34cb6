"""A folder is known by the names and the contents of what people wrote in it."""

import hashlib

import pytest

from protocol.digests import digest_of, is_content


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "pack"
    (folder / "checks").mkdir(parents=True)
    (folder / "pack.toml").write_text("slug = 1")
    (folder / "checks" / "a.py").write_text("x = 1")
    return folder


def test_the_same_files_have_the_same_digest_wherever_they_lie(pack, tmp_path):
    before = digest_of(pack)
    assert digest_of(pack.rename(tmp_path / "elsewhere")) == before


def changed(pack):
    (pack / "checks" / "a.py").write_text("x = 2")


def renamed(pack):
    (pack / "checks" / "a.py").rename(pack / "checks" / "b.py")


def moved(pack):
    (pack / "checks" / "a.py").rename(pack / "a.py")


def added(pack):
    (pack / "empty").touch()


def removed(pack):
    (pack / "checks" / "a.py").unlink()


@pytest.mark.parametrize("change", [changed, renamed, moved, added, removed])
def test_any_change_of_a_file_is_another_version(pack, change):
    before = digest_of(pack)
    change(pack)
    assert digest_of(pack) != before


def test_what_programs_leave_is_none(pack):
    before = digest_of(pack)
    for name in ("__pycache__", ".ipynb_checkpoints"):
        left = pack / "checks" / name
        left.mkdir()
        (left / "a.pyc").write_bytes(b"0")
        assert not is_content(left / "a.pyc", pack)
    (pack / "no files in it").mkdir()
    assert digest_of(pack) == before


def test_a_pack_within_such_a_folder_is_read_all_the_same(pack, tmp_path):
    before = digest_of(pack)
    (tmp_path / "__pycache__").mkdir()
    assert digest_of(pack.rename(tmp_path / "__pycache__" / "pack")) == before


def test_a_name_and_its_content_are_not_taken_for_one_another(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, name, text in ((one, "ab", "c"), (other, "a", "bc")):
        folder.mkdir()
        (folder / name).write_text(text)
    assert digest_of(one) != digest_of(other)


def test_a_missing_folder_has_the_digest_of_nothing(tmp_path):
    assert digest_of(tmp_path / "nowhere") == hashlib.sha256().hexdigest()
