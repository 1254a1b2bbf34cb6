"""Counting, with each storage: in a file, in Redis, in memory."""

import re
import subprocess
import sys
import time

import pytest
from django.utils import translation
from limits.errors import StorageError

from projects import throttles
from projects.errors import TooOften
from projects.throttles import SCOPES, Scope, counting
from projects.throttles.scopes import wait_in_words
from projects.throttles.storage import FileStorage, storage_for

ONCE_AND_TWICE = Scope("2/minute;3/hour", "Try again in %(wait)s.")


@pytest.fixture(params=["file", "redis", "memory"])
def url(request, settings, tmp_path):
    settings.THROTTLE_STORAGE = {
        "file": lambda: f"file://{tmp_path}/counters.sqlite3",
        "redis": lambda: request.getfixturevalue("redis_url"),
        "memory": lambda: "memory://",
    }[request.param]()
    storage_for(settings.THROTTLE_STORAGE).reset()
    return settings.THROTTLE_STORAGE


@pytest.fixture(autouse=True)
def scope(monkeypatch):
    monkeypatch.setattr(counting, "SCOPES", {"things": ONCE_AND_TWICE})


def refused(key="somebody") -> TooOften | None:
    try:
        throttles.check("things", key)
    except TooOften as refusal:
        return refusal
    return None


@pytest.mark.usefixtures("url")
def test_too_many_are_refused_until_the_wait_is_over():
    assert [refused() is None for _ in range(3)] == [True, True, False]
    refusal = refused()
    assert 50 < refusal.wait_s <= 3600
    assert refusal.status == 429
    assert "Try again in" in str(refusal.message)


@pytest.mark.usefixtures("url")
def test_each_key_has_a_count_of_its_own():
    assert [refused("one"), refused("one"), refused("other")] == [None] * 3
    assert refused("one")
    assert refused("other") is None


@pytest.mark.usefixtures("url")
def test_the_wait_grows_with_the_tries(monkeypatch):
    for _ in range(2):
        refused()
    for _ in range(5):
        assert refused().wait_s <= 60, "what was refused does not count"
    rates = Scope("9/minute;3/hour", ONCE_AND_TWICE.words)
    monkeypatch.setattr(counting, "SCOPES", {"things": rates})
    for _ in range(3):
        assert refused("other") is None
    assert refused("other").wait_s > 60


@pytest.mark.usefixtures("url")
def test_what_was_right_is_taken_back():
    for _ in range(10):
        assert refused() is None
        throttles.forgive("things", "somebody")


@pytest.mark.usefixtures("url")
def test_a_key_can_be_cleared():
    for _ in range(4):
        refused()
    throttles.clear("things", "somebody")
    assert refused() is None


@pytest.mark.parametrize("make", [FileStorage, storage_for])
def test_a_window_that_is_over_counts_from_the_beginning(tmp_path, make, monkeypatch):
    storage = make(f"file://{tmp_path}/counters.sqlite3")
    assert [storage.incr("key", 60), storage.incr("key", 60)] == [1, 2]
    until = storage.get_expiry("key")
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    assert storage.get("key") == 0
    assert storage.incr("key", 60) == 1
    assert storage.get_expiry("key") > until


COUNTING = """
import sys
from projects.throttles.storage import storage_for
storage = storage_for(sys.argv[1])
for _ in range(100):
    storage.incr("key", 60)
"""


@pytest.mark.parametrize("kind", ["file", "redis"])
def test_several_processes_count_together(request, tmp_path, kind):
    url = f"file://{tmp_path}/counters.sqlite3"
    if kind == "redis":
        url = request.getfixturevalue("redis_url")
        storage_for(url).reset()
    running = [
        subprocess.Popen([sys.executable, "-c", COUNTING, url]) for _ in range(4)
    ]
    assert [process.wait() for process in running] == [0] * 4
    assert storage_for(url).get("key") == 400


def test_a_storage_that_is_away_leaves_each_process_counting(settings, caplog):
    settings.THROTTLE_STORAGE = "redis://127.0.0.1:1/0"
    assert [refused() is None for _ in range(3)] == [True, True, False]
    assert caplog.text.count("do not answer") == 1, "it is left alone for a while"


def test_a_folder_that_is_away_is_such_a_storage(tmp_path):
    with pytest.raises(StorageError):
        storage_for(f"file://{tmp_path}/nowhere/counters.sqlite3").incr("key", 60)


def test_neither_counters_nor_log_show_whom_they_count(settings, tmp_path, caplog):
    settings.THROTTLE_STORAGE = f"file://{tmp_path}/counters.sqlite3"
    for _ in range(3):
        refused("ada@example.org")
    assert b"ada@" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "ada@" not in caplog.text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 second"),
        (1, "1 second"),
        (42.1, "43 seconds"),
        (61, "2 minutes"),
        (3600, "60 minutes"),
        (3601, "2 hours"),
    ],
)
def test_a_wait_is_told_rounded_up(seconds, words):
    assert wait_in_words(seconds) == words


@pytest.mark.parametrize("name", SCOPES)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_sentence_says_when_to_try_again_in_both_languages(name, language):
    with translation.override(language):
        said = SCOPES[name].sentence(120)
        assert wait_in_words(120) in said
        assert bool(re.search(r"[ぁ-ん]", said)) == (language == "ja")


@pytest.mark.parametrize("name", SCOPES)
def test_rates_of_a_scope_make_the_wait_grow(name):
    """The shortest first; a longer one allows fewer per second, else it is never met."""
    rates = SCOPES[name].items()
    assert rates
    lengths = [rate.get_expiry() for rate in rates]
    assert lengths == sorted(set(lengths))
    speeds = [rate.amount / rate.get_expiry() for rate in rates]
    assert speeds == sorted(speeds, reverse=True)
