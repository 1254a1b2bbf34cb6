"""Runtimes are built once, alone, never by halves, and with the right Python."""

import errno
import fcntl
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

from protocol.steps import Incident
from workers.cli import main
from workers.environments import building
from workers.environments.building import INSTALL, build
from workers.environments.environments import (
    STAMP,
    Declaration,
    declaration_of,
    stamp_of,
)
from workers.environments.pythons import python_for, refuse_broad

RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
DESCRIBED = {"python": "3", "prefixes": ["/opt/python"], "installed_in": "/nowhere"}
Run = Callable[..., str]


def declare(folder: Path, python: str = RUNNING, more: str = "") -> Declaration:
    """A runtime without packages, quick to build."""
    folder.mkdir(parents=True)
    (folder / "requirements.txt").write_text("")
    (folder / "runtime.toml").write_text(
        f'python = ["{python}"]\ndevices = ["cpu", "gpu"]\nwarm_up = ["json"]\n{more}'
    )
    return declaration_of(folder.name, folder.parent)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Declaration:
    monkeypatch.setattr(building, "NVIDIA", tmp_path / "no-gpu")
    return declare(tmp_path / "declared" / "bare")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "root"


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have run: a venv is only a folder, and a description is at hand."""
    ran: list[list[str]] = []

    def run(_: object, command: list[str], env: Mapping[str, str] | None = None) -> str:
        ran.append(command)
        if "venv" in command:
            Path(command[-1]).mkdir()
        return json.dumps(DESCRIBED)

    monkeypatch.setattr(building._Build, "_run", run)  # noqa: SLF001
    return ran


def test_a_runtime_is_built_once_and_again_when_its_declaration_changes(
    bare: Declaration, root: Path, commands: list[list[str]]
) -> None:
    said: list[str] = []
    build(bare, root, said.append)
    assert "ready in" in said[-1]
    assert commands[0][1:] == ["-m", "venv", str(root / "bare")]
    assert commands[1][2:-1] == [*INSTALL, "-r"]
    commands.clear()
    build(bare, root, said.append)
    assert "up to date" in said[-1]
    assert commands == []
    (bare.folder / "requirements.txt").write_text("numpy==1.0\n")
    build(bare, root, said.append)
    assert "ready in" in said[-1]


@pytest.mark.usefixtures("commands")
def test_a_gpu_is_built_for_when_asked_or_found_and_then_kept(
    bare: Declaration, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def built(asked: str | None) -> object:
        build(bare, root, lambda _: None, asked)
        return (stamp_of(root / "bare") or {})["device"]

    assert built(None) == "cpu"
    assert built("gpu") == "gpu"
    assert built(None) == "gpu"
    assert built("cpu") == "cpu"
    monkeypatch.setattr(building, "NVIDIA", Path(os.devnull))
    assert built(None) == "gpu"


@pytest.mark.usefixtures("commands")
def test_a_runtime_that_knows_no_gpu_is_built_for_the_cpu(
    tmp_path: Path, root: Path
) -> None:
    declaration = declare(tmp_path / "plain")
    path = declaration.folder / "runtime.toml"
    path.write_text(path.read_text().replace(', "gpu"', ""))
    build(declaration_of("plain", tmp_path), root, lambda _: None, "gpu")
    assert (stamp_of(root / "plain") or {})["device"] == "cpu"


@pytest.mark.usefixtures("commands")
def test_an_interrupted_build_never_looks_finished(
    bare: Declaration, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(bare, root, lambda _: None)
    was = bare.digest("cpu")
    (bare.folder / "requirements.txt").write_text("numpy==1.0\n")

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(building._Build, "_warm_up", cut)  # noqa: SLF001
        with pytest.raises(KeyboardInterrupt):
            build(bare, root, lambda _: None)
    (bare.folder / "requirements.txt").write_text("")
    assert bare.digest("cpu") == was  # the old stamp would fit again
    assert stamp_of(root / "bare") is None
    assert not (root / "bare").exists()


@pytest.mark.usefixtures("commands")
def test_the_stamp_goes_before_anything_else_does(
    bare: Declaration, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(bare, root, lambda _: None)
    (bare.folder / "requirements.txt").write_text("numpy==1.0\n")

    def power_fails(folder: Path) -> None:
        assert folder == root / "bare"
        raise SystemExit

    monkeypatch.setattr(building.shutil, "rmtree", power_fails)
    with pytest.raises(SystemExit):
        build(bare, root, lambda _: None)
    assert (root / "bare").is_dir()
    assert stamp_of(root / "bare") is None


@pytest.mark.usefixtures("commands")
def test_two_builds_at_once_wait_for_each_other(bare: Declaration, root: Path) -> None:
    root.mkdir()
    said: list[str] = []
    waits, ended = threading.Event(), threading.Event()

    def say(line: str) -> None:
        said.append(line)
        if "waiting" in line:
            waits.set()

    def second() -> None:
        build(bare, root, say)
        ended.set()

    with (root / ".bare.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        thread = threading.Thread(target=second)
        thread.start()
        assert waits.wait(30)
        assert not ended.is_set()
        assert not (root / "bare").exists()
    thread.join(30)
    assert ended.is_set()
    assert "ready in" in said[-1]


def test_what_a_killed_build_started_still_holds_the_lock(
    bare: Declaration, root: Path
) -> None:
    root.mkdir()
    with building._alone(root / ".bare.lock", print) as lock:  # noqa: SLF001
        pip = subprocess.Popen(["sleep", "60"], pass_fds=(lock,))
    try:
        with (root / ".bare.lock").open("w") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        pip.kill()
        pip.wait()
    with (root / ".bare.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_real_build_hands_the_lock_on(bare: Declaration, root: Path) -> None:
    root.mkdir()
    lock = os.open(root / "lock", os.O_CREAT | os.O_RDWR)
    one = building._Build(bare, root / "bare", print, lock)  # noqa: SLF001
    look = f"import os; print(os.fstat({lock}).st_ino)"
    try:
        said = one._run([sys.executable, "-c", look])  # noqa: SLF001
    finally:
        os.close(lock)
    assert int(said) == (root / "lock").stat().st_ino


def test_a_disk_that_is_too_small_is_said_before_anything_is_fetched(
    tmp_path: Path, root: Path, commands: list[list[str]]
) -> None:
    large = declare(tmp_path / "large", more="[disk_mb]\ncpu = 99999999\n")
    with pytest.raises(Incident, match=r"about 99999999 MB in .*root.* free\. Make"):
        build(large, root, lambda _: None, "cpu")
    assert commands == []


@pytest.mark.parametrize("how", ["pip", "ours"])
def test_a_disk_that_fills_up_is_said_and_emptied(
    bare: Declaration, root: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def run(command: list[str], **_: object) -> SimpleNamespace:
        folder = root / "bare"
        folder.mkdir(exist_ok=True)
        if how == "ours":
            raise full
        return SimpleNamespace(returncode=1, stdout="", stderr=f"ERROR: {full}")

    monkeypatch.setattr(building.subprocess, "run", run)
    with pytest.raises(Incident, match="Not enough disk for the runtime 'bare'"):
        build(bare, root, lambda _: None)
    assert not (root / "bare").exists()


def test_what_failed_otherwise_is_shown(
    bare: Declaration, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare.folder / "requirements.txt").write_text("not a requirement\n")
    with pytest.raises(Incident, match="Invalid requirement"):
        build(bare, root, lambda _: None)
    assert not (root / "bare").exists()


@pytest.fixture
def other_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Puts a program `python2.1` into PATH that says it is what it is told to say."""

    def put(place: str, says: str, status: int = 0) -> str:
        program = tmp_path / place / "python2.1"
        program.parent.mkdir()
        program.write_text(
            f"#!/bin/sh\nprintf '%s\\n' {says} {program}.base\nexit {status}\n"
        )
        program.chmod(0o755)
        path = f"{os.environ['PATH']}:{program.parent}"
        monkeypatch.setenv("PATH", path)
        return f"{program}.base"

    return put


def test_a_second_python_is_only_another_folder(
    tmp_path: Path, other_python: Callable[..., str]
) -> None:
    declaration = declare(tmp_path / "old", python="2.1")
    other_python("stand-in", says="''", status=127)  # as pyenv's, with none chosen
    other_python("mislabelled", says="2.2")
    real = other_python("real", says="2.1")
    assert python_for(declaration) == real


def test_one_of_pyenv_is_found_though_another_is_chosen(
    tmp_path: Path, other_python: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    declaration = declare(tmp_path / "old", python="2.1")
    real = Path(other_python("real", says="2.1")).with_name("python2.1")
    own = tmp_path / "pyenv" / "versions" / "2.1.18" / "bin"
    own.mkdir(parents=True)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    (own / "python2.1").symlink_to(real)
    assert python_for(declaration) == f"{real}.base"


def test_a_python_that_is_missing_is_named_with_what_to_install(
    tmp_path: Path, root: Path
) -> None:
    declaration = declare(tmp_path / "old", python="2.1")
    with pytest.raises(
        Incident, match=r"needs Python 2\.1.*python2\.1-venv.*build-runtimes old"
    ):
        build(declaration, root, print)


@pytest.mark.usefixtures("bare")
def test_the_command_builds_what_it_is_told(
    tmp_path: Path,
    root: Path,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Named ones; all; else those of open packs, and none of a pack that is not open."""
    declare(tmp_path / "declared" / "large")
    declare(
        tmp_path / "declared" / "past", python="2.1", more='notebooks_until = "2.1"'
    )
    declare(tmp_path / "declared" / "spare")
    edition = '[[editions]]\nruntimes = ["past", "large"]'
    packs = tmp_path / "packs"
    for slug, text in {"a": 'runtime = "bare"', "b": "announced = true"}.items():
        (packs / slug).mkdir(parents=True)
        (packs / slug / "pack.toml").write_text(text)
    monkeypatch.setenv("REVIEWHUB_RUNTIMES_DECLARED", str(tmp_path / "declared"))
    monkeypatch.setenv("REVIEWHUB_PACKS", str(packs))
    monkeypatch.setenv("REVIEWHUB_RUNTIMES", str(root))

    def built(*options: str) -> set[str]:
        commands.clear()
        assert main(["build-runtimes", *options]) == 0
        return {Path(command[-1]).name for command in commands if "venv" in command}

    assert built() == {"bare"}
    (packs / "a" / "pack.toml").write_text(f'runtime = "bare"\n{edition}')
    assert built() == {"large"}  # the first has no Python
    assert "another runtime serves instead" in capsys.readouterr().out
    (root / "large" / STAMP).unlink()
    (packs / "a" / "pack.toml").write_text(
        'runtime = "bare"\n[[editions]]\nruntimes = ["large", "past", "spare"]'
    )
    assert built() == {"large"}  # the first will do
    (root / "large" / STAMP).unlink()
    assert built("--all") == {"large", "spare"}  # the other is up to date
    assert built("large", "--device", "gpu") == {"large"}
    assert built("bare", "--root", str(tmp_path / "elsewhere")) == {"bare"}
    assert (tmp_path / "elsewhere" / "bare" / STAMP).is_file()
    assert main(["build-runtimes", "past"]) == 2
    assert "needs Python 2.1" in capsys.readouterr().err
    assert main(["build-runtimes", "fortran"]) == 2
    assert "'fortran'" in capsys.readouterr().err


@pytest.mark.parametrize("prefix", ["/", "/home", "/opt"])
def test_an_interpreter_whose_folder_holds_more_than_python_is_refused(
    prefix: str,
) -> None:
    with pytest.raises(Incident, match="could read all of that folder"):
        refuse_broad([prefix])
