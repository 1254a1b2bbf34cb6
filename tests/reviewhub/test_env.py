"""Settings are read from the environment by type; what cannot be used names its variable."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from reviewhub import env

NAME = "REVIEWHUB_OF_A_TEST"


@pytest.fixture
def given(monkeypatch):
    monkeypatch.delenv(NAME, raising=False)
    return lambda value: monkeypatch.setenv(NAME, value)


def test_what_is_not_set_has_its_default(given):
    assert env.text(NAME, "a") == "a"
    assert env.flag(NAME, default=True) is True
    assert env.integer(NAME, 7) == 7
    assert env.words(NAME, "a, b") == ["a", "b"]


def test_what_has_no_default_must_be_set(given):
    with pytest.raises(ImproperlyConfigured, match=f"Set {NAME}"):
        env.text(NAME)
    given("")
    assert env.text(NAME) == ""


@pytest.mark.parametrize(
    ("word", "is_on"),
    [
        ("1", True),
        ("TRUE", True),
        ("on", True),
        ("yes", True),
        ("0", False),
        ("No", False),
        ("off", False),
        ("", False),
    ],
)
def test_a_flag_is_said_in_several_words(given, word, is_on):
    given(word)
    assert env.flag(NAME, default=not is_on) is is_on


@pytest.mark.parametrize("word", ["2", "ja", "truth", " "])
def test_a_flag_is_never_guessed(given, word):
    given(word)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.flag(NAME, default=True)


@pytest.mark.parametrize("word", ["", "7.5", "seven", "0x10"])
def test_a_number_that_is_none_is_told_with_its_name(given, word):
    given(word)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}={word!r}"):
        env.integer(NAME, 7)


def test_a_number_may_be_negative(given):
    given("-3")
    assert env.integer(NAME, 7) == -3


def test_words_are_parted_by_commas_and_empty_ones_are_left_out(given):
    given(" a ,, b,")
    assert env.words(NAME) == ["a", "b"]
    given(" , ")
    assert env.words(NAME, "a") == []


def test_a_folder_is_absolute_whatever_is_said(given, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    given("data/../var")
    assert env.folder(NAME, Path("/")) == tmp_path.resolve() / "var"
    given("~/var")
    assert env.folder(NAME, Path("/")) == tmp_path.resolve() / "var"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///srv/reviewhub.sqlite3", "/srv/reviewhub.sqlite3"),
        ("sqlite:////srv/reviewhub.sqlite3", "/srv/reviewhub.sqlite3"),
        ("sqlite:///srv/with%20blank.sqlite3", "/srv/with blank.sqlite3"),
    ],
)
def test_a_file_of_sqlite_is_named_by_its_path(given, url, path):
    given(url)
    found = env.database(NAME, "")
    assert found["ENGINE"] == "django.db.backends.sqlite3"
    assert found["NAME"] == path
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["CONN_MAX_AGE"] == 60, "opened anew, the file costs each request 2 ms"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_server_is_named_with_everything_that_it_wants(given, scheme):
    given(f"{scheme}://re%40view:p%2Fw@db.example.org:5433/reviews")
    found = env.database(NAME, "")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    wanted = ("reviews", "re@view", "p/w", "db.example.org", "5433")
    keys = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    assert tuple(found[key] for key in keys) == wanted


def test_a_server_may_be_reached_through_a_folder(given):
    given("postgresql:///reviews?host=%2Frun%2Fpostgresql&sslmode")
    found = env.database(NAME, "")
    assert (found["HOST"], found["PORT"], found["USER"]) == ("/run/postgresql", "", "")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/srv/reviewhub.sqlite3",
        "mysql://host/reviews",
        "sqlite:",
        "sqlite:///",
        "sqlite://srv/reviewhub.sqlite3",  # "srv" would be a host, and left out
        "postgresql://host",
        "postgresql://host/",
        "postgresql://host:port/reviews",
        "postgresql://host:99999/reviews",
        "postgresql://[::1/reviews",
    ],
)
def test_an_address_that_leads_to_no_database_is_told_with_its_name(given, url):
    given(url)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}: .*sqlite:///path"):
        env.database(NAME, "sqlite:///default")
