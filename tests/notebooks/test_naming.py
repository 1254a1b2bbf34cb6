"""Names of files: which are kept, which may be stored, how they stand in a sentence."""

import unicodedata

import pytest

from notebooks.file_kinds import (
    ARCHIVES,
    KEPT,
    is_hidden,
    is_noise,
    refuse_unknown,
    suffix,
)
from notebooks.limits import IntakeLimits
from notebooks.naming import direct_name, safe_name
from notebooks.quoting import enumerated, quoted
from notebooks.refusals import Refusal

LIMITS = IntakeLimits(name_characters=20)


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.ipynb", ".ipynb"),
        ("A.IPYNB", ".ipynb"),
        ("a.tar.gz", ".gz"),
        ("folder.d/file", ""),
        ("folder/a.PY", ".py"),
        (".gitignore", ""),
        ("a.", ""),
        ("", ""),
        ("folder/", ""),
    ],
)
def test_a_suffix_is_that_of_the_last_part(name, ending):
    assert suffix(name) == ending


@pytest.mark.parametrize(
    "path",
    [
        "__MACOSX/a.ipynb",
        "deep/__pycache__/a.pyc",
        ".ipynb_checkpoints/a-checkpoint.ipynb",
        "._a.ipynb",
        "folder/.DS_Store",
        "Thumbs.db",
        "desktop.ini",
    ],
)
def test_what_systems_leave_is_noise(path):
    assert is_noise(path)


@pytest.mark.parametrize("path", ["a.ipynb", "macosx/a", ".env", "pycache", "a._b"])
def test_what_somebody_may_mean_is_none(path):
    assert not is_noise(path)


def test_a_hidden_part_hides_what_is_below_it():
    assert is_hidden(".env")
    assert is_hidden("a/.git/config")
    assert not is_hidden("a.b/c.d")


@pytest.mark.parametrize("name", ["a.exe", "a", "a.ipynb.exe", "model.h5"])
def test_a_kind_that_no_project_has_is_refused(name):
    with pytest.raises(Refusal) as refused:
        refuse_unknown(name)
    assert refused.value.code == "unknown_type"
    assert name in refused.value.words["en"]
    assert name in refused.value.words["ja"]


@pytest.mark.parametrize("ending", sorted(ARCHIVES))
def test_an_archive_is_refused_as_one(ending):
    with pytest.raises(Refusal) as refused:
        refuse_unknown(f"work{ending}")
    assert refused.value.code == "archive_type"


@pytest.mark.parametrize("ending", sorted(KEPT))
def test_what_is_kept_is_not_refused(ending):
    refuse_unknown(f"WORK{ending.upper()}")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_empty"),
        ("   ", "name_empty"),
        ("a\n.py", "name_control_characters"),
        ("a\u202egpj.py", "name_control_characters"),
        ("a\x00.py", "name_control_characters"),
        ("\ud800.py", "name_control_characters"),
        ("a" * 21, "name_too_long"),
        ("a<b>.py", "name_unusable_characters"),
        ("what?.py", "name_unusable_characters"),
        ("c:a.py", "name_unusable_characters"),
    ],
)
def test_a_name_that_cannot_be_stored_everywhere_is_refused(name, code):
    with pytest.raises(Refusal) as refused:
        safe_name(name, LIMITS)
    assert refused.value.code == code
    assert "\n" not in refused.value.words["en"].replace("\n\n", "")


def test_a_name_is_stored_in_one_form_of_unicode():
    apart = unicodedata.normalize("NFD", "日本語ガ.py")
    assert apart != "日本語ガ.py"
    assert safe_name(apart, LIMITS) == "日本語ガ.py"
    # Its length counts as it is stored.
    assert safe_name("が" * 20, LIMITS) == "が" * 20
    assert len(safe_name(unicodedata.normalize("NFD", "が" * 20), LIMITS)) == 20


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../a.py", "name_with_path"),
        ("a/b.py", "name_with_path"),
        ("a\\b.py", "name_with_path"),
        (".env", "name_hidden"),
        ("a" * 21, "name_too_long"),
    ],
)
def test_a_file_that_was_picked_has_a_plain_name(name, code):
    with pytest.raises(Refusal) as refused:
        direct_name(name, LIMITS)
    assert refused.value.code == code


def test_noise_that_was_picked_is_left_to_whoever_drops_it():
    assert direct_name(".DS_Store", LIMITS) == ".DS_Store"
    assert direct_name("日本語.ipynb", LIMITS) == "日本語.ipynb"


def test_a_quoted_name_is_short_and_shows_what_is_not_seen():
    assert quoted("a" * 60) == "a" * 60
    assert quoted("a" * 61) == "a" * 60 + "…"
    assert quoted("a\u202eb\nc\x1b") == "a\ufffdb\ufffdc\ufffd"
    assert quoted("") == ""


def test_of_many_names_the_first_are_enumerated():
    assert enumerated(["a", "b"], 2) == "a, b"
    assert enumerated(["a", "b", "c"], 2) == "a, b…"
    assert enumerated(["a\n"], 5) == "a\ufffd"
    assert enumerated([], 5) == ""
