"""The names of a zip's entries, and what no entry may be."""

import stat
import unicodedata
import zipfile

import pytest

from notebooks.limits import IntakeLimits
from notebooks.refusals import Refusal
from notebooks.zip_entries import (
    is_top,
    path_of,
    refuse_long,
    refuse_twin,
    refuse_unreadable,
    refuse_unsafe,
)


def test_a_japanese_name_is_the_same_however_it_was_written():
    name = "課題/ソース表.ipynb"  # both ソ and 表 hold the byte of a backslash
    assert path_of(_entry(name, flags=0x800)) == name
    assert path_of(_entry(name.encode("cp932").decode("cp437"))) == name
    assert path_of(_entry(name.encode().decode("cp437"))) == name
    apart = unicodedata.normalize("NFD", "が.py")
    assert path_of(_entry(apart, flags=0x800)) == "が.py"
    assert path_of(_entry("w\\a.py")) == "w/a.py"


def _entry(name, *, flags=0, mode=stat.S_IFREG, method=zipfile.ZIP_STORED):
    entry = zipfile.ZipInfo(name)
    entry.flag_bits, entry.compress_type = flags, method
    entry.external_attr = mode << 16
    return entry


@pytest.mark.parametrize("path", ["/a", "C:/a", "../a", "p/../a", "p/..", "./a", "."])
def test_a_path_that_leads_out_is_refused(path):
    with pytest.raises(Refusal, match="zip_unsafe_path"):
        refuse_unsafe(path)


def test_dots_within_a_name_are_no_way_out_and_a_name_there_must_be():
    for path in ("a..b/c.py", "p/...", "p/.git/x", "p/"):
        refuse_unsafe(path)
    with pytest.raises(Refusal, match="zip_nameless"):
        refuse_unsafe("")


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (_entry("a", mode=stat.S_IFLNK), "zip_link"),
        (_entry("a", mode=stat.S_IFIFO), "zip_link"),
        (_entry("a", flags=1), "zip_encrypted"),
        (_entry("a", method=zipfile.ZIP_LZMA), "zip_method"),
    ],
)
def test_what_is_no_plain_file_is_refused(entry, why):
    with pytest.raises(Refusal, match=why):
        refuse_unreadable(entry, "a")


@pytest.mark.parametrize("mode", [0, stat.S_IFREG, stat.S_IFDIR])
def test_files_and_folders_of_any_system_are_read(mode):
    refuse_unreadable(_entry("a", mode=mode, method=zipfile.ZIP_DEFLATED), "a")


def test_a_path_may_be_as_long_as_the_limit():
    refuse_long("p/abc", IntakeLimits(path_characters=5))
    with pytest.raises(Refusal, match="path_too_long"):
        refuse_long("p/abcd", IntakeLimits(path_characters=5))


@pytest.mark.parametrize("twin", ["a", "A"])
def test_a_second_file_of_one_name_is_refused_in_any_case(twin):
    seen = {}
    refuse_twin(seen, "a")
    refuse_twin(seen, "b")
    with pytest.raises(Refusal, match=f"duplicate_names.*“a” and “{twin}”"):
        refuse_twin(seen, twin)


@pytest.mark.parametrize("path", ["./p/a.py", "p/./a.py", "p//a.py", ".\\p\\\\a.py"])
def test_steps_that_lead_nowhere_are_left_out(path):
    assert path_of(_entry(path)) == "p/a.py"


def test_the_folder_that_was_packed_may_be_an_entry_and_absolute_paths_stay_so():
    assert is_top(path_of(_entry("./")))
    assert not is_top(path_of(_entry("./p/")))
    assert path_of(_entry("./p/")) == "p/"
    assert path_of(_entry("//server/a")).startswith("/")
    assert path_of(_entry("./../a")) == "../a"


@pytest.mark.parametrize("name", ["a.py", "a~b.py"])
def test_a_plain_name_is_read_without_asking_for_its_encoding(name):
    assert path_of(_entry(name)) == path_of(_entry(name, flags=0x800)) == name


def test_a_name_that_is_marked_as_utf_8_is_not_decoded_again():
    both_ways = "é".encode().decode("cp437")  # two signs, and as bytes the letter é
    assert path_of(_entry(both_ways, flags=0x800)) == both_ways
    assert path_of(_entry(both_ways)) == "é"


def test_a_name_in_no_encoding_that_is_tried_is_kept_as_the_zip_has_it():
    assert path_of(_entry(b"\x81.py".decode("cp437"))) == "ü.py"
