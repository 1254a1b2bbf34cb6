"""Finding a project's data and knowing them by their digests."""

import hashlib

import pytest

from protocol.steps import Incident
from workers.packkit.loaders import find, find_all, read_published


def test_without_a_folder_nothing_is_found():
    assert find(None, "a") is None
    assert find_all(None, ["a"]) == []


def test_the_first_name_that_is_there_is_found(tmp_path):
    (tmp_path / "a").mkdir()  # no file
    assert find(tmp_path, "a", "b", "c") is None
    for name in ("c", "b"):
        (tmp_path / name).touch()
    assert find(tmp_path, "a", "b", "c") == tmp_path / "b"


def test_all_or_none_are_found_and_some_are_an_incident(tmp_path):
    names = ["a", "b"]
    assert find_all(tmp_path, names) == []
    (tmp_path / "b").touch()
    with pytest.raises(Incident, match=r"only b is in .*: a is needed"):
        find_all(tmp_path, names)
    (tmp_path / "a").touch()
    assert find_all(tmp_path, names) == [tmp_path / "a", tmp_path / "b"]


@pytest.mark.parametrize(("name", "told"), [("sha256", "SHA-256"), ("md5", "MD5")])
def test_only_the_published_file_is_read(tmp_path, name, told):
    path = tmp_path / "file"
    path.write_bytes(b"published")
    digest = f"{name}:{hashlib.new(name, b'published').hexdigest()}"
    assert read_published(path, digest, where="there") == b"published"
    path.write_bytes(b"another")
    with pytest.raises(Incident, match=rf"{told} differs\): there"):
        read_published(path, digest, where="there")
