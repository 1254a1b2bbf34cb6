"""Programs and fonts of the operating system, wherever they lie."""

import subprocess
from types import SimpleNamespace

import pytest

from scripts import programs, sandbox_check, say


@pytest.fixture
def there(monkeypatch):
    """The programs that there are, by name."""
    paths = {}
    monkeypatch.setattr(programs.shutil, "which", paths.get)
    return paths


def test_the_first_name_that_there_is_counts(there):
    assert programs.find_program("chromium", "google-chrome") is None
    there["google-chrome"] = "/opt/google-chrome"
    assert programs.find_program("chromium", "google-chrome") == "/opt/google-chrome"
    there["chromium"] = "/usr/bin/chromium"
    assert programs.find_program("chromium", "google-chrome") == "/usr/bin/chromium"
    assert programs.find_program() is None


def test_a_program_outside_of_debians_folders_is_found_by_its_name(there, monkeypatch):
    monkeypatch.setattr(programs.Path, "glob", lambda self, pattern: iter(()))
    assert programs.find_postgres_tool("initdb") is None
    there["initdb"] = "/usr/local/bin/initdb"
    assert programs.find_postgres_tool("initdb") == "/usr/local/bin/initdb"


def test_of_several_versions_the_newest_counts_as_numbers_do(there, monkeypatch):
    found = [
        programs.Path(f"/usr/lib/postgresql/{version}/bin/initdb")
        for version in ("9.6", "15", "16")
    ]
    monkeypatch.setattr(programs.Path, "glob", lambda self, pattern: iter(found))
    assert programs.find_postgres_tool("initdb") == "/usr/lib/postgresql/16/bin/initdb"


@pytest.mark.parametrize(
    ("listed", "font"),
    [("", None), ("/fonts/a.ttf:\n/fonts/b.ttf:\n", "/fonts/a.ttf")],
)
def test_a_font_is_the_first_that_is_listed(there, monkeypatch, listed, font):
    assert programs.find_cjk_font() is None  # nothing lists fonts
    there["fc-list"] = "/usr/bin/fc-list"
    answer = SimpleNamespace(stdout=listed)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: answer)
    assert programs.find_cjk_font() == font


def test_a_machine_without_bubblewrap_grades_nothing(there):
    with pytest.raises(say.Stop, match="bubblewrap is missing"):
        sandbox_check.check_sandbox()
