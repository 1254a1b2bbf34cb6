"""Exhibits come back from JSON as they were, but for the bytes of pictures."""

import json
from dataclasses import replace

import pytest

from protocol.exhibit_json import MOST_PICTURES, laid_out, parse
from protocol.exhibits import (
    Matrix,
    Measure,
    Measures,
    Passage,
    Picture,
    Pictures,
    Table,
)

TEXT = {"en": "A", "ja": "あ"}
PICTURE = Picture(TEXT, width=3, height=2, png=b"\x89PNG")
ALL = [
    Measures(TEXT, [Measure(TEXT, "12 %", TEXT, doubtful=True)]),
    Matrix(TEXT, TEXT, TEXT, ["a"], ["a", "b"], [[1, None]]),
    Table(TEXT, [TEXT], [["a"]], note=TEXT),
    Passage(TEXT, "one\ntwo"),
]


@pytest.mark.parametrize("exhibit", ALL, ids=lambda exhibit: exhibit.kind)
def test_there_and_back(exhibit):
    (data,), files = laid_out([exhibit])
    assert parse(json.loads(json.dumps(data))) == exhibit
    assert files == {}


def test_a_picture_leaves_its_bytes_in_a_file_and_its_name_in_the_data():
    (data,), files = laid_out([Pictures(TEXT, [PICTURE, PICTURE])])
    read = parse(json.loads(json.dumps(data)))
    names = ["picture-1.png", "picture-2.png"]
    assert list(files) == names
    assert set(files.values()) == {PICTURE.png}
    assert read.pictures == [replace(PICTURE, png=b"", file=name) for name in names]


def test_pictures_of_all_exhibits_together_have_an_end():
    many = Pictures(TEXT, [PICTURE] * (MOST_PICTURES - 1))
    data, files = laid_out([many, many])
    assert len(files) == MOST_PICTURES
    assert [len(one["pictures"]) for one in data] == [MOST_PICTURES - 1, 1]


def test_a_kind_of_a_later_version_is_left_out():
    assert parse({"kind": "hologram", "title": TEXT}) is None
    assert parse({}) is None
