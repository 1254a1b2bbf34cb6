"""A notebook that an editor for Windows saved as UTF-16 is read, and told of."""

import pytest

from notebooks.disguised import is_notebook
from notebooks.encodings import NOTE, in_utf8, is_utf16
from notebooks.intake import take_in
from notebooks.reading import read
from notebooks.refusals import Refusal
from tests.notebooks.building import BIKES, PROJECTS, code, document, solution, words

TEXT = document(words("# 自転車 é"), code("x = 1")).decode()
SAVED = ["utf-16", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("codec", SAVED)
def test_utf16_is_read_with_or_without_its_mark(codec):
    reading = read(TEXT.encode(codec))
    assert reading.notebook["cells"][0]["source"] == "# 自転車 é"
    assert reading.notes == (NOTE,)


@pytest.mark.parametrize("codec", SAVED)
def test_it_is_known_under_another_name_too(codec):
    data = solution().decode().encode(codec)
    assert is_notebook(data)
    taken = take_in([("work.json", data)], BIKES, PROJECTS)
    assert taken.notebook_name == "work.ipynb"
    assert NOTE in taken.notes


def test_utf8_is_left_alone():
    for data in (TEXT.encode(), b"", b"{", b"\xef\xbb\xbf{}"):
        assert not is_utf16(data)
        assert in_utf8(data) is data


@pytest.mark.parametrize("data", [b"\xff\xfe{", b"\xff\xfe\x00\xd8{\x00"])
def test_what_only_begins_like_utf16_is_refused_in_words_that_help(data):
    assert in_utf8(data) is data
    with pytest.raises(Refusal, match="notebook_not_utf8") as refused:
        read(data)
    assert "save it there as UTF-8" in refused.value.words["en"]
