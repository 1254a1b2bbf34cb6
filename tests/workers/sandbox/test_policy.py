"""The command that bubblewrap is given, and what is said when it cannot start."""

import os
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from notebooks.syntax import definitions
from protocol.steps import Incident, Limits
from tests.workers.conftest import Start
from workers.environments.environments import Runtime
from workers.grader.student import SandboxedStudent
from workers.grader.work import Work
from workers.sandbox import policy
from workers.sandbox.folders import sweep_leftovers
from workers.sandbox.opening import opened
from workers.sandbox.policy import Policy, bubblewrap, explain

COVERED = """
import os

def told_by(place):
    if os.path.isdir(place):
        try:
            open(place + "/written", "w").close()
        except OSError:
            return " ".join(os.listdir(place))
        return "it can be written"
    try:
        with open(place) as lines:
            return lines.read(100)
    except OSError:
        return ""
"""
SEEN = ("--ro-bind", "--ro-bind-try", "--bind", "--dev-bind", "--bind-try")


@pytest.fixture
def command(runtime: Runtime, tmp_path: Path) -> list[str]:
    return Policy(runtime, 128, tmp_path / "inbox").arguments()


def _bound(command: list[str]) -> dict[str, str]:
    pairs = enumerate(command)
    return {command[i + 1]: word for i, word in pairs if word in SEEN}


def test_nothing_of_the_host_can_be_written(command: list[str]) -> None:
    assert set(_bound(command).values()) <= {"--ro-bind", "--ro-bind-try"}


def test_only_the_system_the_runtime_our_helpers_and_the_inbox_are_seen(
    command: list[str], runtime: Runtime, tmp_path: Path
) -> None:
    allowed = [
        *policy.SYSTEM,
        *policy.LINKED,
        *policy.SETTINGS,
        *(f"{prefix}/{part}" for prefix in runtime.prefixes for part in ("bin", "lib")),
        str(runtime.folder),
        str(policy.HELPERS_HERE),
        str(tmp_path / "inbox"),
        str(policy.HELPERS_HERE / policy.EMPTY),  # over files of /proc
    ]
    assert sorted(set(_bound(command)) - set(allowed)) == []
    assert str(Path(__file__).parents[2]) not in _bound(command)


def test_every_namespace_is_its_own(command: list[str]) -> None:
    assert "--unshare-user" in command
    assert "--unshare-all" in command
    assert "--share-net" not in command
    assert command[command.index("--cap-drop") + 1] == "ALL"


def test_what_tells_of_the_whole_machine_is_covered(command: list[str]) -> None:
    for name in policy.COVERED:
        place = f"/proc/{name}"
        if Path(place).is_dir():
            at = command.index(place)
            assert command[at - 1 : at + 3] == ["--tmpfs", place, "--remount-ro", place]
        elif Path(place).exists():
            source = policy.HELPERS_HERE / policy.EMPTY
            assert command[command.index(place) - 1] == str(source)
            assert not source.read_bytes()
        else:
            assert place not in command
    assert "/proc/meminfo" not in command


def test_covers_cannot_be_opened_or_written(start: Start) -> None:
    student = start(COVERED)
    places = [f"/proc/{n}" for n in policy.COVERED if Path(f"/proc/{n}").exists()]
    told = {place: student.call("told_by", place) for place in places}
    assert {words for words in told.values() if words} == set()
    assert student.call("told_by", "/proc/meminfo").startswith("MemTotal")


def test_helpers_inside_hold_nothing_hidden() -> None:
    names = {path.name for path in policy.HELPERS_HERE.glob("*.py")}
    modules = {
        "__init__",
        "admitting",
        "answering",
        "describing",
        "hurrying",
        "launch",
        "system_calls",
        "template",
        "watching",
    }
    assert names == {f"{module}.py" for module in modules}


def test_helpers_inside_annotate_for_the_oldest_python() -> None:
    """Python 3.7 evaluates `float | None` unless annotations are put off."""
    for path in policy.HELPERS_HERE.glob("*.py"):
        text = path.read_text("utf-8")
        assert "from __future__ import annotations" in text or not text.strip(), path


def test_without_bubblewrap_nothing_is_graded(monkeypatch: pytest.MonkeyPatch) -> None:
    bubblewrap.cache_clear()
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(Incident, match="apt-get install bubblewrap"):
        bubblewrap()


def test_a_sandbox_that_cannot_start_says_what_bubblewrap_said(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    elsewhere = replace(runtime, folder=tmp_path / "no-runtime")
    student = SandboxedStudent(
        elsewhere, Limits(), Work("", definitions([]), {}), time.monotonic() + 30
    )
    with pytest.raises(Incident, match=r"could not start\.\n.*no-runtime"):
        student.start()
    student.close()
    assert list(tmp_path.iterdir()) == []


def test_where_namespaces_are_not_permitted_the_words_say_what_to_change() -> None:
    """The first line is what bubblewrap prints when asked for one too many."""
    limited = ["unshare", "--user", "--map-root-user", "sh", "-c"]
    script = (
        "echo 0 > /proc/sys/user/max_user_namespaces; exec bwrap --unshare-user true"
    )
    done = subprocess.run(
        [*limited, script], capture_output=True, text=True, check=False, env=os.environ
    )
    assert done.returncode
    assert "max_user_namespaces" in explain(done.stderr)
    assert "systempaths" in explain("bwrap: Can't mount proc on /newroot/proc")
    assert explain("anything else") == "The sandbox could not start."


def test_a_runtime_below_tmp_can_be_used(runtime: Runtime, tmp_path: Path) -> None:
    """As in a checkout that lies there: the private /tmp must not hide it."""
    command = Policy(runtime, 128, tmp_path).arguments()
    assert command.index("/tmp") < command.index(str(runtime.folder))
    assert command[command.index("/tmp") - 1] == "--tmpfs"


@pytest.mark.parametrize("name", ["../up.py", "/etc/x.py", "a/../../b", ""])
def test_a_file_name_that_leads_out_is_never_written(
    runtime: Runtime, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(Incident, match="should have refused a file"):
        opened(runtime, Limits(), {name: b"x"})
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_worker_left_is_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = subprocess.Popen(["true"])
    ended.wait()
    (tmp_path / f"reviewhub-sandbox-{ended.pid}-a").mkdir()
    living = tmp_path / f"reviewhub-sandbox-{os.getpid()}-b"
    living.mkdir()
    assert sweep_leftovers() == 1
    assert list(tmp_path.iterdir()) == [living]
