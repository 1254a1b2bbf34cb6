"""Spares: ready before they are asked for, used once, replaced, never left behind."""

import errno
import os
import signal
import time
from collections.abc import Iterator

import pytest

from notebooks.syntax import definitions
from tests.services import wait_until
from workers.contract import Incident, Limits
from workers.environments import Runtime
from workers.sandbox import opening, spare
from workers.sandbox.cgroups import Group, Parents
from workers.sandbox.conversation import Conversation, TimedOut
from workers.sandbox.opening import Store, opened
from workers.sandbox.policy import Device
from workers.sandbox.spare import Kind
from workers.student import SandboxedStudent, Work

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


def test_a_spare_has_its_imports_done_and_a_fresh_sandbox_has_not(
    store: Store, runtime: Runtime
) -> None:
    cold = _student(runtime)
    assert cold.call("imported") == ["numpy"]  # our helper's own
    cold.close()
    kind = Kind(runtime, SCRATCH_MB)
    store.keep([kind])
    assert store.spares[kind].is_warm.wait(30)
    warm = _student(runtime)
    assert warm.call("imported") == ["matplotlib", "numpy", "pandas"]
    warm.close()


def test_a_spare_that_is_wanted_at_once_takes_no_time_to_warm_up(
    store: Store, runtime: Runtime
) -> None:
    store.keep([Kind(runtime, SCRATCH_MB)])
    for _ in range(2):
        student = _student(runtime)
        assert student.call("imported") == ["numpy"]
        student.close()


def test_a_spare_that_cannot_warm_up_is_replaced(
    store: Store, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Silent(Conversation):
        def ask(self, expression: str, seconds: float) -> None:
            raise TimedOut

    monkeypatch.setattr(spare, "WARM_AFTER_S", 0.0)
    monkeypatch.setattr(spare, "Conversation", Silent)
    kind = Kind(runtime, SCRATCH_MB)
    store.keep([kind])
    waiting = store.spares[kind].sandbox()
    wait_until(lambda: not waiting.alive, "the end of the spare", 20)
    student = _student(runtime)
    assert student.call("imported") == ["numpy"]
    student.close()


def test_each_spare_is_used_once_and_shares_nothing_with_the_next(
    store: Store, runtime: Runtime
) -> None:
    store.keep([Kind(runtime, SCRATCH_MB)])
    first = _student(runtime)
    first.call("leave", "mine")
    second = _student(runtime)
    assert first.sandbox is not None
    assert second.sandbox is not None
    assert first.sandbox.pid != second.sandbox.pid
    assert second.call("left") == [False]
    first.close()
    third = _student(runtime)
    assert third.call("left") == [False]
    second.close()
    third.close()


def test_what_warming_up_used_is_not_the_students(
    store: Store, runtime: Runtime
) -> None:
    kind = Kind(runtime, SCRATCH_MB)
    store.keep([kind])
    assert store.spares[kind].is_warm.wait(30)
    student = _student(runtime)
    student.call("imported")
    time.sleep(0.3)  # two looks of the watchdog
    student.close()
    assert student.peak.cpu_s < 0.3


def test_a_spare_that_died_is_replaced(store: Store, runtime: Runtime) -> None:
    kind = Kind(runtime, SCRATCH_MB)
    store.keep([kind])
    spare = store.spares[kind].sandbox()
    os.kill(spare.pid, signal.SIGKILL)
    wait_until(lambda: not spare.alive, "the end of the spare", 10)
    student = _student(runtime)
    assert student.call("imported") == ["numpy"]
    student.close()


def test_a_spare_that_cannot_start_is_no_reason_to_stop(
    store: Store, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(kind: Kind, device: Device) -> object:
        raise Incident("no room")

    monkeypatch.setattr(spare, "started", fail)
    store.keep([Kind(runtime, SCRATCH_MB)])
    student = _student(runtime)
    assert student.call("imported") == ["numpy"]
    student.close()


def test_another_device_discards_thespares_of_the_former(
    store: Store, runtime: Runtime
) -> None:
    kind = Kind(runtime, SCRATCH_MB)
    store.keep([kind])
    former = store.spares[kind].sandbox()
    store.keep([kind], Device("cpu 2", (), {"CUDA_VISIBLE_DEVICES": ""}))
    student = _student(runtime)
    assert student.sandbox is not None
    assert student.sandbox.policy.device.name == "cpu 2"
    student.close()
    wait_until(lambda: not former.alive, "the end of the former spare", 10)


def test_closing_leaves_no_process_and_no_folder(
    store: Store, runtime: Runtime
) -> None:
    kind = Kind(runtime, SCRATCH_MB)
    store.keep([kind])
    spare = store.spares[kind].sandbox()
    folder = spare.inbox.parent
    assert folder.is_dir()
    store.close()
    assert not spare.alive
    assert not folder.exists()


def test_limits_that_no_kernel_fits_into_are_ours(
    store: Store, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(group: Group, *, memory_mb: int, processes: int) -> None:
        raise OSError(errno.EBUSY, "more is in use")

    monkeypatch.setattr(Group, "limit", refuse)
    monkeypatch.setattr(
        "workers.sandbox.starting.group_parents", lambda: Parents(2, {})
    )
    with pytest.raises(Incident, match="let nobody in"):
        opened(runtime, Limits(), {})
