"""A megabyte takes milliseconds to hash, while nobody else can write to SQLite: once is enough."""

import pytest

from projects import storage
from projects.operations import upload_limits
from tests import factories

pytestmark = pytest.mark.django_db
FILES = {"b.ipynb": b"second", "a.csv": b"first", "again.csv": b"first"}


@pytest.fixture
def hashed(monkeypatch):
    """What is hashed meanwhile."""
    seen = []
    real = storage.digest_of

    def digest_of(data):
        seen.append(data)
        return real(data)

    monkeypatch.setattr(storage, "digest_of", digest_of)
    monkeypatch.setattr(upload_limits, "digest_of", digest_of)
    return seen


def test_each_file_is_hashed_once_when_it_is_kept(hashed):
    kept = storage.keep_all(FILES)
    assert sorted(hashed) == sorted(FILES.values())
    assert kept["a.csv"] == kept["again.csv"]
    assert kept["b.ipynb"].sha256 == storage.digest_of(b"second")


def test_where_there_is_room_for_all_nothing_is_hashed_to_know_it(hashed):
    cohort = factories.cohort()
    student = factories.student(cohort)
    upload_limits.check_room(by=student, cohort=cohort, files=FILES)
    assert hashed == []
