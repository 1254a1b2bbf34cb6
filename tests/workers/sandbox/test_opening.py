"""Sandboxes from the store: forked from a template that is kept, or started from nothing."""

import errno
import os
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from notebooks.syntax import definitions
from protocol.steps import Incident, Limits
from tests.services import wait_until
from workers.environments.environments import Runtime
from workers.grader.student import SandboxedStudent
from workers.grader.work import Work
from workers.sandbox import opening
from workers.sandbox.cgroups import Group, Parents
from workers.sandbox.folders import fill
from workers.sandbox.forking import Template
from workers.sandbox.opening import MOST_FAILURES, Store, opened
from workers.sandbox.policy import Device
from workers.sandbox.sandbox import Sandbox

SOURCE = """
import sys
IMPORTED = sorted({"numpy", "pandas", "matplotlib"} & set(sys.modules))
def imported():
    return IMPORTED
def leave(word):
    for place in ("/tmp/mine", "/dev/shm/mine", "/scratch/mine"):
        with open(place, "w") as file:
            file.write(word)
    import builtins
    builtins.mine = word
def left():
    import builtins, os
    return [p for p in ("/tmp", "/dev/shm") if os.listdir(p)] + [hasattr(builtins, "mine")]
"""
SCRATCH_MB = 64


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    store = Store()
    monkeypatch.setattr(opening, "STORE", store)
    yield store
    store.close()


def _student(runtime: Runtime) -> SandboxedStudent:
    limits = Limits(wall_s=60, memory_mb=512, scratch_mb=SCRATCH_MB)
    work = Work("", definitions([SOURCE]), {"beside.txt": b"here"})
    student = SandboxedStudent(runtime, limits, work, time.monotonic() + 60)
    student.start()
    student.load_definitions()
    return student


def _way(student: SandboxedStudent) -> str:
    assert student.sandbox is not None
    return str(student.sandbox.summary()["kernel"])


def _template(store: Store, runtime: Runtime) -> Template:
    return store.templates[runtime.folder].result()


def test_a_fork_has_its_imports_done_and_a_kernel_started_from_nothing_has_not(
    store: Store, runtime: Runtime
) -> None:
    cold = _student(runtime)
    assert cold.call("imported") == ["numpy"]  # our helper's own
    assert _way(cold) == "started"
    cold.close()
    store.keep([runtime])
    warm = _student(runtime)
    assert warm.call("imported") == ["matplotlib", "numpy", "pandas"]
    assert _way(warm) == "forked"
    warm.close()


def test_a_run_shares_nothing_with_the_next(store: Store, runtime: Runtime) -> None:
    store.keep([runtime])
    first = _student(runtime)
    first.call("leave", "mine")
    second = _student(runtime)
    assert first.sandbox is not None
    assert second.sandbox is not None
    assert first.sandbox.init_pid != second.sandbox.init_pid
    assert second.call("left") == [False]
    first.close()
    third = _student(runtime)
    assert third.call("left") == [False]
    second.close()
    third.close()


def test_what_the_imports_used_is_not_the_students(
    store: Store, runtime: Runtime
) -> None:
    store.keep([runtime])
    student = _student(runtime)
    student.call("imported")
    time.sleep(0.3)  # two looks of the watchdog
    student.close()
    assert student.peak.cpu_s < 0.3


def test_a_template_that_died_is_replaced(store: Store, runtime: Runtime) -> None:
    store.keep([runtime])
    template = _template(store, runtime)
    template.wait_until_ready()
    os.kill(template._process.pid, signal.SIGKILL)  # noqa: SLF001 -- nobody else may
    wait_until(lambda: not template.alive, "the end of the template", 10)
    student = _student(runtime)
    assert _way(student) == "started"
    student.close()
    assert not template.folder.exists()
    student = _student(runtime)
    assert _way(student) == "forked"
    student.close()


def test_where_nothing_can_be_forked_kernels_are_started(
    store: Store, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def fail(runtime: Runtime, device: Device) -> object:
        tried.append(runtime)
        raise Incident("no nested namespaces")

    monkeypatch.setattr(opening, "Template", fail)
    store.keep([runtime])
    for _ in range(MOST_FAILURES + 1):
        student = _student(runtime)
        assert _way(student) == "started"
        student.close()
    assert len(tried) == MOST_FAILURES


def test_another_device_discards_the_templates_of_the_former(
    store: Store, runtime: Runtime
) -> None:
    store.keep([runtime])
    former = _template(store, runtime)
    store.keep([runtime], Device("cpu 2", (), {"CUDA_VISIBLE_DEVICES": ""}))
    student = _student(runtime)
    assert student.sandbox is not None
    assert student.sandbox.policy.device.name == "cpu 2"
    assert _way(student) == "forked"
    student.close()
    assert not former.alive


def test_closing_leaves_no_process_and_no_folder(
    store: Store, runtime: Runtime
) -> None:
    store.keep([runtime])
    template = _template(store, runtime)
    student = _student(runtime)
    assert student.sandbox is not None
    assert student.sandbox.inbox.is_dir()
    store.close()
    assert not template.alive
    assert not template.folder.exists()
    wait_until(lambda: not student.alive, "the end of the sandbox", 10)
    student.close()


def test_limits_that_no_kernel_fits_into_are_ours(
    store: Store, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(group: Group, *, memory_mb: int, processes: int) -> None:
        raise OSError(errno.EBUSY, "more is in use")

    monkeypatch.setattr(Group, "limit", refuse)
    monkeypatch.setattr(
        "workers.sandbox.starting.group_parents", lambda: Parents(2, {})
    )
    with pytest.raises(Incident, match="did not take the files and limits"):
        opened(runtime, Limits(), {})


def test_limits_that_did_not_arrive_are_ours(
    store: Store, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    admit = Sandbox.admit

    def spoilt(sandbox: Sandbox, *args: Any) -> dict[str, Any]:
        return {**admit(sandbox, *args), "resources": {"RLIMIT_OF_NOTHING": 1}}

    monkeypatch.setattr(Sandbox, "admit", spoilt)
    with pytest.raises(Incident, match="RLIMIT_OF_NOTHING"):
        opened(runtime, Limits(), {})


@pytest.mark.parametrize("kept", [0, 1])
def test_files_that_did_not_arrive_are_ours(
    store: Store, runtime: Runtime, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    def lose(inbox: Path, files: Mapping[str, bytes]) -> None:
        fill(inbox, dict(list(files.items())[:kept]))

    monkeypatch.setattr("workers.sandbox.sandbox.fill", lose)
    files = {"helper.py": b"ANSWER = 42", "data/beside.txt": b"here"}
    with pytest.raises(Incident, match="2 files should have been placed"):
        opened(runtime, Limits(), files)
