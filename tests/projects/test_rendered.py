"""What was rendered of files: kept, dropped in time, never more than its share of the disk."""

import pytest
from django.utils import timezone

from projects import rendered
from projects.operations import garbage_collection
from projects.storage import digest_of, keep

pytestmark = pytest.mark.django_db

PAGES = (b"[1]", b"[2]")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.RENDERED_DIR = tmp_path / "rendered"
    return settings.RENDERED_DIR


def stored(data: bytes, *, picture: bytes = b"") -> rendered.StoredDocument:
    document = rendered.StoredDocument(keep(data), "options")
    document.keep(b"{}", PAGES, {"a.png": picture} if picture else {})
    return document


def shard_mates(count: int) -> list[bytes]:
    """Contents whose digests begin alike, so that they share a shard."""
    found: dict[str, list[bytes]] = {}
    for number in range(100_000):
        data = str(number).encode()
        mates = found.setdefault(digest_of(data)[:2], [])
        mates.append(data)
        if len(mates) == count:
            return mates
    raise AssertionError


def test_a_document_comes_back_page_by_page():
    document = stored(b"x", picture=b"P")
    assert document.index() == b"{}"
    assert [document.page(1), document.page(2), document.page(3)] == [*PAGES, None]
    assert rendered.picture(keep(b"x"), "a.png") == b"P"
    assert rendered.picture(keep(b"x"), "b.png") is None


def test_of_two_at_once_the_first_stays():
    first = stored(b"x")
    first.keep(b"other", (), {})
    assert first.index() == b"{}"


def test_others_on_the_machine_cannot_read_it(folder):
    stored(b"x")
    assert folder.stat().st_mode & 0o077 == 0


def test_another_version_of_the_rendering_starts_anew(folder, monkeypatch):
    stored(b"x")
    monkeypatch.setattr(rendered, "_version", lambda: "later")
    assert rendered.StoredDocument(keep(b"x"), "options").index() is None
    stored(b"y")
    assert [one.name for one in folder.iterdir()] == ["later"]


def test_the_oldest_of_a_full_shard_go(settings):
    settings.RENDERED_MB = 1  # 4 kB for each of the shards
    old, newer, newest = shard_mates(3)
    documents = [stored(data, picture=bytes(3000)) for data in (old, newer, newest)]
    assert [document.index() for document in documents] == [None, None, b"{}"]


def test_what_is_collected_is_not_shown_any_more():
    document = stored(b"x", picture=b"P")
    garbage_collection.collect([keep(b"x").pk], timezone.now())
    assert document.index() is None


def test_what_was_collected_elsewhere_goes_with_the_next_rendering(monkeypatch):
    gone, other = shard_mates(2)
    document = stored(gone)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(rendered, "forget", lambda digest: None)
        garbage_collection.collect([keep(gone).pk], timezone.now())
    assert document.index() == b"{}"
    stored(other)
    assert document.index() is None
