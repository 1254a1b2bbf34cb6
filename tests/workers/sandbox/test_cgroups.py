"""Control groups: used where they are, done without where they are not."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.workers.conftest import Start
from workers.grader import words
from workers.packkit.checks import StudentError
from workers.sandbox import cgroups, starting
from workers.sandbox.cgroup_search import find_parents
from workers.sandbox.cgroups import Group, Parents
from workers.sandbox.excess import Excess

BURST = """
import mmap, time
def burst(megabytes):
    kept = mmap.mmap(-1, megabytes * 1024 * 1024)
    kept.write(b"x" * len(kept))
    return len(kept)

def burst_twice(megabytes):
    return burst(megabytes) + burst(megabytes)

def wait(seconds):
    time.sleep(seconds)
"""


@pytest.fixture
def version_2(tmp_path: Path) -> tuple[Path, Path]:
    """A folder that looks like a delegated group, and what /proc says of us."""
    root = tmp_path / "cgroup"
    (root / "service").mkdir(parents=True)
    (root / "service" / "cgroup.subtree_control").write_text("cpu memory pids\n")
    own = tmp_path / "own"
    own.write_text("0::/service\n")
    return root, own


def test_version_2_is_used_where_both_controllers_are_ours(
    version_2: tuple[Path, Path],
) -> None:
    root, own = version_2
    found = find_parents(root, own)
    assert found == Parents(2, {"memory": root / "service", "pids": root / "service"})
    assert list((root / "service").iterdir()) == [
        root / "service" / "cgroup.subtree_control"
    ]  # the trial left nothing


def test_version_2_without_the_memory_controller_is_none(
    version_2: tuple[Path, Path],
) -> None:
    root, own = version_2
    (root / "service" / "cgroup.subtree_control").write_text("cpu pids\n")
    assert find_parents(root, own) is None


def test_version_2_limits_memory_swap_and_processes(
    version_2: tuple[Path, Path],
) -> None:
    found = find_parents(*version_2)
    assert found is not None
    group = Group.made(found)
    group.limit(memory_mb=100, processes=20)
    folder = group.folders["memory"]
    said = {path.name: path.read_text() for path in folder.iterdir()}
    assert said == {
        "memory.max": str(100 * 1024 * 1024),
        "memory.swap.max": "0",
        "pids.max": "20",
    }
    (folder / "memory.events").write_text("low 0\nhigh 0\noom 2\noom_kill 1\n")
    assert group.ran_out_of_memory()
    assert group.processor_time_s() is None
    (folder / "cpu.stat").write_text("usage_usec 2500000\nuser_usec 1\n")
    assert group.processor_time_s() == 2.5


def test_a_folder_that_was_named_is_used(
    version_2: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, own = version_2
    own.write_text("0::/elsewhere\n")
    monkeypatch.setenv("REVIEWHUB_CGROUP", str(root / "service"))
    found = find_parents(root, own)
    assert found is not None
    assert found.folders["memory"] == root / "service"


def test_version_1_has_a_folder_for_each_controller(tmp_path: Path) -> None:
    for controller in ("memory", "pids"):
        (tmp_path / controller / "us").mkdir(parents=True)
    own = tmp_path / "own"
    own.write_text("9:name=systemd:/\n5:pids:/us\n4:memory:/us\n0::/\n")
    found = find_parents(tmp_path, own)
    assert found is not None
    assert found.version == 1
    group = Group.made(found)
    group.limit(memory_mb=1, processes=2)
    limit = group.folders["memory"] / "memory.limit_in_bytes"
    assert limit.read_text() == str(1024 * 1024)
    (group.folders["memory"] / "memory.oom_control").write_text("oom_kill 0\n")
    assert not group.ran_out_of_memory()
    assert group.processor_time_s() is None


def test_version_1_counts_processor_time_where_it_may(tmp_path: Path) -> None:
    for controller in ("memory", "cpuacct"):
        (tmp_path / controller / "us").mkdir(parents=True)
    own = tmp_path / "own"
    own.write_text("5:cpu,cpuacct:/us\n4:memory:/us\n")
    found = find_parents(tmp_path, own)
    assert found is not None
    assert found.words == "version 1: cpuacct, memory"
    group = Group.made(found)
    (group.folders["cpuacct"] / "cpuacct.usage").write_text("1500000000\n")
    assert group.processor_time_s() == 1.5


def test_a_controller_that_only_counts_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for controller in ("memory", "cpuacct"):
        (tmp_path / controller / "us").mkdir(parents=True)
    own = tmp_path / "own"
    own.write_text("5:cpuacct:/us\n4:memory:/us\n")
    monkeypatch.setattr(os, "access", lambda path, mode: "cpuacct" not in str(path))
    found = find_parents(tmp_path, own)
    assert found == Parents(1, {"memory": tmp_path / "memory" / "us"})


def test_groups_can_be_left_unused(
    version_2: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEWHUB_CGROUP", "none")
    assert find_parents(*version_2) is None


def test_where_no_group_may_be_made_there_is_none(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("4:memory:/us\n0::/\n")
    assert find_parents(tmp_path, own) is None


def test_groups_of_killed_workers_are_swept(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    (tmp_path / f"reviewhub-{ended.pid}-0a").mkdir()
    living = tmp_path / f"reviewhub-{os.getpid()}-0b"
    living.mkdir()
    assert cgroups.sweep(Parents(2, {"memory": tmp_path, "pids": tmp_path})) == 1
    assert list(tmp_path.iterdir()) == [living]
    assert cgroups.sweep(None) == 0


def test_a_burst_of_memory_ends_the_sandbox_with_and_without_groups(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Faster than the watchdog looks; without groups it is seen a moment later."""
    for parents in (starting.group_parents(), None):
        monkeypatch.setattr(starting, "group_parents", lambda parents=parents: parents)
        student = start(BURST, memory_mb=300)
        with pytest.raises(StudentError) as stopped:
            student.call("burst_twice", 1200)
        assert stopped.value.hint == words.EXCESS[Excess.MEMORY]
        assert student.policy()["cgroup"] == (
            Group(parents).words if parents else "none"
        )


def test_a_child_that_the_group_killed_ends_the_sandbox_for_memory(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parent lives on and waits, and what is left is below the limit of the watchdog."""
    parents = Parents(2, {"memory": tmp_path})
    monkeypatch.setattr(starting, "group_parents", lambda: parents)
    student = start(BURST, call_s=30)
    (group,) = tmp_path.glob(f"{cgroups.PREFIX}*")
    (group / "memory.events").write_text("oom 1\noom_kill 1\n")
    began = time.monotonic()
    with pytest.raises(StudentError) as stopped:
        student.call("wait", 60)
    assert stopped.value.hint == words.EXCESS[Excess.MEMORY]
    assert time.monotonic() - began < 15


def test_no_group_outlives_its_sandbox(start: Start) -> None:
    parents = starting.group_parents()
    folders = set(parents.folders.values()) if parents else set()
    mine = f"{cgroups.PREFIX}{os.getpid()}-*"
    student = start("def f():\n    return 1")
    assert student.call("f") == 1
    assert sum(len(list(folder.glob(mine))) for folder in folders) == len(folders)
    student.close()
    assert [path for folder in folders for path in folder.glob(mine)] == []
    assert sys.platform == "linux"
