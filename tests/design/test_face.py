"""The text face comes from us, is asked for early, and gives way to Japanese faces."""

import re
from pathlib import PurePosixPath

import pytest
from django.test import Client

from reviewhub import content_policy
from scripts import vendored
from tests.design import sheets
from tests.design.sheets import ROOT

CSS = (ROOT / "static" / "css" / "face.css").read_text()
TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text()
FILES = set(re.findall(r'url\("\.\./vendor/([^"]+)"\)', CSS))


def faces() -> list[dict[str, str]]:
    return [
        dict(rule.declarations)
        for rule in sheets.rules_of(CSS)
        if rule.context == ("@font-face",)
    ]


def points(written: str) -> set[int]:
    """The characters of a `unicode-range`."""
    found: set[int] = set()
    for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", written):
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


def test_its_files_are_pinned_with_their_licence():
    pinned = {
        str(PurePosixPath(one.kept(path).relative_to(vendored.FOLDER)))
        for one in vendored.libraries()
        for path in one.files
    }
    assert FILES
    assert {*FILES, "source-sans-3/LICENSE"} <= pinned


@pytest.mark.parametrize("face", faces(), ids=lambda face: face["unicode-range"][:9])
def test_words_are_never_held_back_for_it_and_do_not_move(face):
    assert face["font-display"] == "swap"
    assert face["size-adjust"] == "106%"


def test_the_files_of_a_family_do_not_overlap():
    plain = [one for one in faces() if one["font-family"] == '"Source Sans 3"']
    latin, extended = (points(one["unicode-range"]) for one in plain)
    assert latin & extended == set()
    assert {ord(letter) for letter in "Ağé–…”"} <= latin | extended


@pytest.mark.parametrize("mark", "·…—“”×《》。")
def test_beside_kanji_it_leaves_marks_to_the_japanese_face(mark):
    (beside,) = [one for one in faces() if "kanji" in one["font-family"]]
    covered = points(beside["unicode-range"])
    assert ord(mark) not in covered
    assert {ord(letter) for letter in "Az09é"} <= covered


def test_the_first_paint_asks_for_one_file():
    page = Client().get("/login/").content.decode()
    (link,) = re.findall(r'<link rel="preload"[^>]*>', page)
    (file,) = re.findall(r"vendor/([\w/-]+?)(?:\.[0-9a-f]{12})?\.woff2", link)
    assert f"{file}.woff2" in FILES
    assert "crossorigin" in link


def test_only_our_own_faces_may_be_loaded():
    directives = content_policy.POLICY["DIRECTIVES"]
    assert directives.get("font-src", directives["default-src"]) == ["'self'"]
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", CSS)


def test_japanese_pages_put_no_latin_system_face_before_a_japanese_one():
    (japanese,) = re.findall(r"--font-japanese: ([^;]+);", TOKENS)
    names = [name.strip(' \n"') for name in japanese.split(",")]
    assert names[0] == "Source Sans 3 beside kanji"
    assert names[1] == "Hiragino Sans"
    assert "system-ui" not in names
