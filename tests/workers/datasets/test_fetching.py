"""Bringing real data: what a line, a server and an archive can do wrong."""

import hashlib

import pytest

from tests.workers.serving import Site, serving
from workers.datasets.downloading import TRIES, FetchError, download, part_of
from workers.datasets.fetching import by_hand, fetch, kind_of, locked
from workers.datasets.source_states import State, state_of
from workers.datasets.stand_in import write_stand_in
from workers.packkit.pack import load_pack
from workers.packkit.sources import Source

CONTENT = bytes(range(256)) * 1000
SIZE = 256_000
LICENCE = {"en": "CC BY 4.0", "ja": "CC BY 4.0"}


@pytest.fixture
def site():
    with serving(Site(CONTENT)) as one:
        yield one


@pytest.fixture
def waits():
    return []


def source_of(site, content=CONTENT, **fields):
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    known = {"path": "set/data.bin", "digest": digest, "size": len(content)}
    return Source(**{**known, "url": site.url, "licence": LICENCE, **fields})


def silent(have, total):
    """Nobody looks at the progress."""


def downloaded(site, tmp_path, waits, size=SIZE):
    return download(site.url, tmp_path / "data.bin", size, silent, waits.append)


def test_a_file_comes_once_and_is_then_there(site, tmp_path):
    source, told = source_of(site), []
    assert state_of(source, tmp_path) is State.MISSING
    assert fetch(source, tmp_path, lambda have, total: told.append((have, total)))
    assert (tmp_path / "set" / "data.bin").read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert state_of(source, tmp_path) is State.THERE
    assert not fetch(source, tmp_path, silent)
    assert len(site.asked) == 1
    assert [path.name for path in (tmp_path / "set").iterdir()] == ["data.bin"]


def test_a_broken_line_goes_on_from_where_it_broke(site, tmp_path, waits):
    site.breaks_after = [100_000, 50_000]
    part = downloaded(site, tmp_path, waits)
    assert part.read_bytes() == CONTENT
    assert site.asked == ["", "bytes=100000-", "bytes=150000-"]
    assert waits == [1, 1]  # each try brought something


def test_a_later_run_goes_on_with_what_is_kept(site, tmp_path):
    target = tmp_path / "set" / "data.bin"
    target.parent.mkdir()
    part_of(target).write_bytes(CONTENT[:1000])
    assert state_of(source_of(site), tmp_path) is State.PART
    fetch(source_of(site), tmp_path, silent)
    assert target.read_bytes() == CONTENT
    assert site.asked == ["bytes=1000-"]


def test_a_server_that_knows_no_ranges_sends_all_of_it_again(site, tmp_path, waits):
    site.ranges = False
    site.breaks_after = [100_000]
    assert downloaded(site, tmp_path, waits).read_bytes() == CONTENT
    assert site.asked == ["", "bytes=100000-"]


def test_a_server_that_does_not_tell_the_length_is_believed(site, tmp_path, waits):
    site.told = False
    assert downloaded(site, tmp_path, waits, size=None).read_bytes() == CONTENT


def test_another_part_than_was_asked_for_is_never_put_together(site, tmp_path, waits):
    site.wrong_range = True
    site.breaks_after = [100_000]
    assert downloaded(site, tmp_path, waits).read_bytes() == CONTENT
    assert site.asked == ["", "bytes=100000-", ""]


def test_a_part_that_is_longer_than_the_file_is_begun_anew(site, tmp_path, waits):
    for size in (len(CONTENT), None):  # known to us, or told by the server
        (tmp_path / "data.bin.part").write_bytes(CONTENT + b"more")
        part = downloaded(site, tmp_path, waits, size)
        assert part.read_bytes() == CONTENT


def test_a_part_that_is_the_whole_file_is_not_asked_for(site, tmp_path, waits):
    (tmp_path / "data.bin.part").write_bytes(CONTENT)
    assert downloaded(site, tmp_path, waits).read_bytes() == CONTENT
    assert site.asked == []


def test_a_busy_server_is_asked_again_and_less_and_less_often(site, tmp_path, waits):
    site.answers = [503, 500, 429]
    assert downloaded(site, tmp_path, waits).read_bytes() == CONTENT
    assert waits == [2, 4, 8]


def test_a_server_that_brings_nothing_is_given_up_and_what_came_is_kept(
    site, tmp_path, waits
):
    site.breaks_after = [1000] + [0] * TRIES
    with pytest.raises(
        FetchError, match=r"1,000 bytes received so far are kept .* run this"
    ):
        downloaded(site, tmp_path, waits)
    assert (tmp_path / "data.bin.part").read_bytes() == CONTENT[:1000]


def test_a_file_that_is_gone_is_not_asked_for_again(site, tmp_path, waits):
    site.answers = [404]
    with pytest.raises(FetchError, match=r"404 Not Found\. The file may have moved"):
        downloaded(site, tmp_path, waits)
    assert waits == []


def test_nobody_at_the_address_is_said_so(tmp_path, waits):
    with serving(Site(b"")) as gone:
        pass
    with pytest.raises(FetchError, match="refused"):
        downloaded(gone, tmp_path, waits)
    with pytest.raises(FetchError, match="no web address"):
        download("file:///etc/passwd", tmp_path / "data.bin", None, silent)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"digest": "sha256:" + "0" * 64}, "its sha256 is"),
        ({"digest": "md5:" + "0" * 32, "size": None}, "its md5 is"),
        ({"size": 5}, "instead of 5"),
    ],
)
def test_another_file_than_the_published_one_is_removed(
    site, tmp_path, fields, problem
):
    source = source_of(site, **fields)
    with pytest.raises(FetchError, match=f"{problem}.*It was removed"):
        fetch(source, tmp_path, silent)
    assert list((tmp_path / "set").iterdir()) == []


def test_a_file_that_somebody_put_there_is_never_removed(site, tmp_path):
    target = tmp_path / "set" / "data.bin"
    target.parent.mkdir()
    target.write_bytes(b"mine")
    assert state_of(source_of(site), tmp_path) is State.OTHER
    with pytest.raises(FetchError, match="Move it away"):
        fetch(source_of(site), tmp_path, silent)
    assert target.read_bytes() == b"mine"
    assert site.asked == []


def test_for_a_file_without_address_a_person_is_told_what_to_do(site, tmp_path):
    source = source_of(site, url="", ask={"en": "Ask the instructor."})
    words = by_hand(source, tmp_path)
    assert str(tmp_path / "set" / "data.bin") in words
    assert "256,000 bytes" in words
    assert words.endswith("Ask the instructor.")
    with pytest.raises(FetchError, match="Ask the instructor"):
        fetch(source, tmp_path, silent)


def test_two_do_not_fetch_into_one_folder(tmp_path):
    with (
        locked(tmp_path),
        pytest.raises(FetchError, match="Wait until it has ended"),
        locked(tmp_path),
    ):
        pass
    with locked(tmp_path):
        pass


DATA = """
from types import SimpleNamespace
from protocol.steps import Incident

def load(folder):
    if folder is None or not (folder / "real").exists():
        return SimpleNamespace(kind="stand-in")
    if (folder / "real").read_text() != "right":
        raise Incident("real is not the published file")
    return SimpleNamespace(kind="real")

def notebook_files(dataset):
    return {"data/made.txt": dataset.kind.encode()}
"""


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "data.py").write_text(DATA)
    (folder / "pack.toml").write_text(
        'slug = "made"\norder = 1\nruntime = "numpy"\n[title]\nen = "Made"\n'
        '[files]\nnotebook = "made.ipynb"\n'
    )
    return load_pack(folder)


def test_the_pack_has_the_last_word_on_what_is_there(pack, tmp_path):
    assert kind_of(pack, tmp_path) == "stand-in"
    (tmp_path / "real").write_text("right")
    assert kind_of(pack, tmp_path) == "real"
    (tmp_path / "real").write_text("wrong")
    with pytest.raises(FetchError, match=r"not the published file\. Move"):
        kind_of(pack, tmp_path)


def test_the_stand_in_is_written_and_nothing_written_over(pack, tmp_path):
    (made,) = write_stand_in(pack, tmp_path / "here")
    assert made == tmp_path / "here" / "data" / "made.txt"
    assert made.read_bytes() == b"stand-in"
    assert write_stand_in(pack, tmp_path / "here") == [made]
    made.write_text("my own")
    with pytest.raises(FetchError, match="Name another folder"):
        write_stand_in(pack, tmp_path / "here")
    assert made.read_text() == "my own"
