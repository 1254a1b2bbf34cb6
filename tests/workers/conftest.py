"""Real sandboxes. A machine without bubblewrap or the runtime fails, never skips."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from notebooks.syntax import definitions
from protocol.steps import Limits
from tests.attacks.few import copy_few
from workers.doctor import doctor
from workers.environments.environments import Runtime, find_runtime
from workers.grader.student import SandboxedStudent
from workers.grader.work import Work

Start = Callable[..., SandboxedStudent]


@pytest.fixture(scope="session")
def runtime() -> Runtime:
    return find_runtime("numpy")


@pytest.fixture
def small_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """So that the doctor takes seconds."""
    folder = copy_few(tmp_path / "attacks")
    monkeypatch.setattr(doctor, "CORPUS", folder)
    return folder


@pytest.fixture
def start(runtime: Runtime) -> Iterator[Start]:
    with starter(runtime) as start:
        yield start


@contextmanager
def starter(runtime: Runtime) -> Iterator[Start]:
    """Starts a student whose notebook is one cell: `start(source, call_s=1, ...)`."""
    started: list[SandboxedStudent] = []

    def make(
        source: str, files: Mapping[str, bytes] | None = None, **limits: Any
    ) -> SandboxedStudent:
        limits = {"wall_s": 60, "call_s": 10, "memory_mb": 512, **limits}
        work = Work("only", definitions([source]), files or {})
        end = time.monotonic() + limits["wall_s"]
        student = SandboxedStudent(runtime, Limits(**limits), work, end)
        started.append(student)
        student.start()
        student.load_definitions()
        return student

    yield make
    for student in started:
        student.close()
