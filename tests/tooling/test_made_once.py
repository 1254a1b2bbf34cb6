"""What a test run needs more than once is made by the first who asks."""

import pytest

from tests import made_once


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.setenv(made_once.FOLDER, str(tmp_path))
    return []


def test_the_second_finds_what_the_first_has_made(made):
    def make(folder):
        made.append(folder)
        folder.mkdir()
        (folder / "database").write_text("rows")

    first = made_once.made_once("site", make)
    assert made_once.made_once("site", make) == first
    assert (first / "database").read_text() == "rows"
    made_once.made_once("other", make)
    assert len(made) == 2


def test_what_was_made_by_half_is_made_again(made):
    def make(folder):
        made.append(folder)
        folder.mkdir()
        if len(made) == 1:
            raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        made_once.made_once("site", make)
    assert made_once.made_once("site", make).is_dir()
