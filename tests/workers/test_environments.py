"""Runtimes are built once, and again when what was declared changes."""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from workers import environments
from workers.contract import Incident
from workers.environments import Declaration, build, declarations, find_runtime


@pytest.fixture
def bare(tmp_path: Path) -> Declaration:
    """A runtime without packages, quick to build."""
    requirements = tmp_path / "declared" / "requirements.txt"
    requirements.parent.mkdir()
    requirements.write_text("")
    (requirements.parent / "runtime.toml").write_text("")
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Declaration("bare", requirements, (running,), ("cpu",), ("json",))


def test_a_runtime_is_built_once_and_again_when_its_declaration_changes(
    bare: Declaration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], environment: Mapping[str, str] | None = None) -> str:
        commands.append(command)
        (tmp_path / "root" / "bare").mkdir(exist_ok=True)
        return json.dumps({"python": "3", "prefixes": ["/opt/python"], "packages": []})

    monkeypatch.setattr(environments, "_run", run)
    said: list[str] = []
    build(bare, tmp_path / "root", said.append)
    assert "ready in" in said[-1]
    assert [command[1:4] for command in commands[:2]] == [
        ["-m", "venv", str(tmp_path / "root" / "bare")],
        ["-m", "pip", "install"],
    ]
    commands.clear()
    build(bare, tmp_path / "root", said.append)
    assert "up to date" in said[-1]
    assert commands == []
    bare.requirements.write_text("# changed\n")
    build(bare, tmp_path / "root", said.append)
    assert "ready in" in said[-1]
    assert commands


def test_a_runtime_that_needs_another_python_says_which(bare: Declaration) -> None:
    other = Declaration("old", bare.requirements, ("2.1",), ("cpu",), ())
    with pytest.raises(Incident, match=r"needs Python 2\.1"):
        build(other, bare.requirements.parent, print)


def test_a_runtime_built_from_other_requirements_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "numpy").mkdir()
    (tmp_path / "numpy" / environments.STAMP).write_text('{"digest": "old"}')
    with pytest.raises(Incident, match="other requirements"):
        find_runtime("numpy", tmp_path)


def test_an_unknown_runtime_is_named(tmp_path: Path) -> None:
    with pytest.raises(Incident, match="'fortran'"):
        find_runtime("fortran", tmp_path)


def test_every_requirement_is_pinned() -> None:
    for declaration in declarations().values():
        for line in declaration.requirements.read_text().splitlines():
            assert re.fullmatch(r"[\w.-]+==[\w.]+", line), line


@pytest.mark.parametrize("prefix", ["/", "/home", "/opt"])
def test_an_interpreter_whose_folder_holds_more_than_python_is_refused(
    prefix: str,
) -> None:
    with pytest.raises(Incident, match="too broad"):
        environments._refuse_broad([prefix])  # noqa: SLF001
