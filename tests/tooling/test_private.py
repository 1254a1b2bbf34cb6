"""What is in the state folder is not for other users of the machine."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from reviewhub.private import keep_private
from scripts import serve
from tests.stack import ROOT

OTHERS = stat.S_IRWXG | stat.S_IRWXO


@pytest.fixture(scope="module")
def var(tmp_path_factory) -> Path:
    """A state folder after set-up with work handed in, and a mail. The umask is the usual one."""
    folder = tmp_path_factory.mktemp("private") / "var"
    manage(folder, "set_up")
    manage(folder, "sendtestemail", "ada@example.org")
    return folder


def manage(var: Path, *arguments: str) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    subprocess.run(
        [
            *("sh", "-c", 'umask 022; exec "$@"', "sh"),
            *(sys.executable, "manage.py", *arguments),
        ],
        cwd=ROOT,
        env={
            **kept,
            "DJANGO_SETTINGS_MODULE": "reviewhub.settings",
            "DATABASE_URL": f"sqlite:///{var}/reviewhub.sqlite3",
            "REVIEWHUB_VAR": str(var),
        },
        capture_output=True,
        check=True,
    )


def open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & OTHERS)


def test_the_folder_is_closed(var):
    assert stat.S_IMODE(var.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "pattern",
    [
        "secret-key",
        "reviewhub.sqlite3*",
        "mail/*",
        "media/**/*",
        "uploads",
        "media",
        "mail",
    ],
)
def test_what_lies_in_it_is_closed_too(var, pattern):
    found = list(var.glob(pattern))
    assert found, "it is there"
    assert [path for path in found if open_to_others(path)] == []


def test_the_files_beside_the_database_are_closed(var, monkeypatch):
    """SQLite gives them the rights of the database; they are there while it is in use."""
    import sqlite3

    database = sqlite3.connect(var / "reviewhub.sqlite3")
    database.execute("CREATE TABLE IF NOT EXISTS told (x)")
    beside = [var / f"reviewhub.sqlite3{ending}" for ending in ("-wal", "-shm")]
    assert [path for path in beside if not path.exists() or open_to_others(path)] == []
    database.close()


def test_what_an_earlier_version_left_open_is_closed_at_the_next_start(var):
    left = [
        var / "secret-key",
        var / "reviewhub.sqlite3",
        *(var / "mail").iterdir(),
    ]
    for path in left:
        path.chmod(0o644)
    for folder in (var, var / "mail", var / "media"):
        folder.chmod(0o755)
    manage(var, "check")
    everything = [var, var / "mail", var / "media", *left]
    assert [path for path in everything if open_to_others(path)] == []


def test_only_what_is_in_the_folder_is_touched(tmp_path):
    beside = tmp_path / "reviewhub.sqlite3"
    beside.touch(mode=0o644)
    beside.chmod(0o644)
    keep_private(tmp_path / "var", beside)
    assert stat.S_IMODE(beside.stat().st_mode) == 0o644
    assert not (tmp_path / "var" / "reviewhub.sqlite3").exists()


def test_make_run_makes_the_folder_closed(tmp_path, monkeypatch):
    monkeypatch.setenv("REVIEWHUB_VAR", str(tmp_path / "var"))
    before = os.umask(0o022)
    try:
        folder = serve.state_folder()
    finally:
        os.umask(before)
    assert not open_to_others(folder)
