"""Slots: declared or found, claimed by one process each, out of rotation when a GPU goes."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from notebooks.syntax import definitions
from protocol.steps import DeviceLost, Limits
from tests.services import wait_until
from tests.workers.fake_nvml import FakeNvml, gpu
from workers.agent import slots
from workers.agent.slots import GpuMeter, Slot, WrongSlots, check, claim, find_slots
from workers.environments.environments import Runtime
from workers.grader import words
from workers.grader.student import SandboxedStudent
from workers.grader.work import Work
from workers.packkit.checks import StudentError
from workers.sandbox import opening
from workers.sandbox.excess import Excess
from workers.sandbox.gpu_watch import GpuWatch
from workers.sandbox.opening import Store
from workers.sandbox.policy import Policy

ONE_GPU = {"REVIEWHUB_GPU_SLOTS": "0"}


def _names(environment: dict[str, str], nvml: FakeNvml) -> list[tuple[str, int]]:
    return [(s.name, s.share_mb) for s in find_slots("gpu", environment, nvml)]


def test_each_gpu_that_is_found_is_a_slot() -> None:
    nvml = FakeNvml([gpu(0), gpu(1, 40_000)])
    assert _names({}, nvml) == [("gpu 0", 80_000), ("gpu 1", 40_000)]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("1", [("gpu 1", 40_000)]),
        ("0*2", [("gpu 0 · 1 of 2", 40_000), ("gpu 0 · 2 of 2", 40_000)]),
        ("0:20000", [("gpu 0", 20_000)]),
        (
            " GPU-00000001-aaaa*2:10000 , 0",
            [
                ("gpu 1 · 1 of 2", 10_000),
                ("gpu 1 · 2 of 2", 10_000),
                ("gpu 0", 80_000),
            ],
        ),
    ],
)
def test_slots_can_be_declared(declared: str, expected: list[tuple[str, int]]) -> None:
    nvml = FakeNvml([gpu(0), gpu(1, 40_000)])
    assert _names({"REVIEWHUB_GPU_SLOTS": declared}, nvml) == expected


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ("zero", "'zero'; write"),
        ("0*0", "write"),
        ("3", "there is no GPU 3; found: 0, 1"),
        ("0*3:30000", "asks for more than the 80000 MB"),
        ("0,0", "GPU 0 is named twice"),
        ("0:10,GPU-00000000-aaaa:10", "is named twice"),
    ],
)
def test_a_declaration_that_cannot_be_meant_is_refused_by_name(
    declared: str, told: str
) -> None:
    nvml = FakeNvml([gpu(0), gpu(1)])
    with pytest.raises(WrongSlots, match=f"REVIEWHUB_GPU_SLOTS.*{told}"):
        find_slots("gpu", {"REVIEWHUB_GPU_SLOTS": declared}, nvml)


def test_without_a_gpu_the_cpu_does_its_work() -> None:
    found = find_slots("gpu", {}, FakeNvml())
    assert [slot.name for slot in found[:2]] == ["cpu 1", "cpu 2"]
    assert found[0].device(FakeNvml()).environment == {"CUDA_VISIBLE_DEVICES": ""}
    declared = find_slots("gpu", {"REVIEWHUB_CPU_SLOTS": "3"}, FakeNvml())
    assert [slot.name for slot in declared] == ["cpu 1", "cpu 2", "cpu 3"]
    assert find_slots("cpu", {}, FakeNvml([gpu(0)]))[0].kind == "cpu"


@pytest.mark.parametrize("number", ["0", "-1", "many", "1000"])
def test_a_number_of_cpu_slots_that_cannot_be_meant(number: str) -> None:
    with pytest.raises(WrongSlots, match="REVIEWHUB_CPU_SLOTS"):
        find_slots("cpu", {"REVIEWHUB_CPU_SLOTS": number}, FakeNvml())


def test_a_sandbox_sees_its_own_gpu_and_no_other(
    runtime: Runtime, tmp_path: Path
) -> None:
    nvml = FakeNvml([gpu(0), gpu(1)])
    second = find_slots("gpu", {"REVIEWHUB_GPU_SLOTS": "1*2"}, nvml)[1]
    device = second.device(nvml)
    options = Policy(runtime, 128, tmp_path, device).arguments()
    assert [word for word in options if word.startswith("/dev/nvidia")] == [
        *("/dev/nvidia1", "/dev/nvidia1"),
        *("/dev/nvidiactl", "/dev/nvidiactl"),
        *("/dev/nvidia-uvm", "/dev/nvidia-uvm"),
        *("/dev/nvidia-uvm-tools", "/dev/nvidia-uvm-tools"),
    ]
    assert options.index("/dev/nvidia1") > options.index("/dev")
    value = options.index("CUDA_VISIBLE_DEVICES") + 1
    assert options[value] == "GPU-00000001-aaaa"
    assert options[options.index("REVIEWHUB_GPU_MEMORY_MB") + 1] == "38976"


# --- claims ----------------------------------------------------------------------------------


def _hold(folder: Path, names: "multiprocessing.Queue[str]") -> None:
    nvml = FakeNvml([gpu(0)])
    held = claim(find_slots("gpu", {"REVIEWHUB_GPU_SLOTS": "0*2"}, nvml), folder, "gpu")
    names.put(held.slot.name if held else "none")
    signal.pause()


@pytest.fixture
def holders(tmp_path: Path) -> Iterator[list[tuple[int, str]]]:
    """Three processes that want one of two slots: (process id, slot) each."""
    context = multiprocessing.get_context("spawn")
    names = context.Queue()
    processes = []
    held = []
    for _ in range(3):
        process = context.Process(target=_hold, args=(tmp_path, names))
        process.start()
        processes.append(process)
        held.append((process.pid or 0, names.get(timeout=60)))
    yield held
    for process in processes:
        process.kill()
        process.join()


def test_each_process_has_a_slot_of_its_own_and_a_killed_one_frees_it(
    holders: list[tuple[int, str]], tmp_path: Path
) -> None:
    assert [name for _, name in holders] == ["gpu 0 · 1 of 2", "gpu 0 · 2 of 2", "none"]
    slots_of_gpu = find_slots("gpu", {"REVIEWHUB_GPU_SLOTS": "0*2"}, FakeNvml([gpu(0)]))
    assert claim(slots_of_gpu, tmp_path, "gpu") is None
    os.kill(holders[0][0], signal.SIGKILL)
    claims = []

    def freed() -> bool:
        claims.append(claim(slots_of_gpu, tmp_path, "gpu"))
        return claims[-1] is not None

    wait_until(freed, "the slot of the killed process", 10)
    assert claims[-1] is not None
    assert claims[-1].slot.name == "gpu 0 · 1 of 2"
    claims[-1].release()


def test_queues_do_not_take_each_others_cpu_slots(tmp_path: Path) -> None:
    one = find_slots("cpu", {"REVIEWHUB_CPU_SLOTS": "1"}, FakeNvml())
    checks, training = claim(one, tmp_path, "cpu"), claim(one, tmp_path, "gpu")
    assert checks is not None
    assert training is not None
    assert claim(one, tmp_path, "cpu") is None
    checks.release()
    again = claim(one, tmp_path, "cpu")
    assert again is not None
    again.release()
    training.release()


# --- health ----------------------------------------------------------------------------------


def test_a_slot_is_out_of_rotation_while_its_gpu_is_gone_or_broken() -> None:
    nvml = FakeNvml([gpu(0)])
    (slot,) = find_slots("gpu", ONE_GPU, nvml)
    assert check(slot, nvml) == ""
    nvml.faults[gpu(0).uuid] = "bad memory could not be replaced"
    assert check(slot, nvml) == "gpu 0: bad memory could not be replaced"
    nvml.there = []
    assert check(slot, nvml) == "gpu 0: the GPU is gone"
    nvml.there, nvml.faults = [gpu(0)], {}
    assert check(slot, nvml) == ""
    assert check(find_slots("cpu", {}, nvml)[0], nvml) == ""


# --- memory of a run -------------------------------------------------------------------------


def _slot(nvml: FakeNvml, declared: str = "0:1000") -> Slot:
    return find_slots("gpu", {"REVIEWHUB_GPU_SLOTS": declared}, nvml)[0]


def test_memory_is_counted_by_process_where_the_hosts_numbers_are_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slots, "_sees_the_hosts_processes", lambda: True)
    nvml = FakeNvml([gpu(0)], {gpu(0).uuid: {10: 300, 11: 200, 99: 5000}})
    meter = GpuMeter(_slot(nvml), nvml)
    assert meter.how == "by process"
    assert meter.read([10, 11, 12]) == 500
    nvml.held[gpu(0).uuid][10] = None
    assert meter.read([10, 11]) is None


def test_in_a_container_growth_is_counted_if_the_gpu_is_not_shared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slots, "_sees_the_hosts_processes", lambda: False)
    nvml = FakeNvml([gpu(0)], {gpu(0).uuid: {7001: 400}})
    whole, shared = GpuMeter(_slot(nvml), nvml), GpuMeter(_slot(nvml, "0*2"), nvml)
    nvml.held[gpu(0).uuid][7002] = 1200
    assert (whole.how, whole.read([2])) == ("by growth", 1200)
    assert (shared.how, shared.read([2])) == ("unknown", None)
    nvml.there = []
    with pytest.raises(DeviceLost):
        shared.read([2])


def test_a_watch_keeps_the_peak_and_tells_excess_from_loss(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slots, "_sees_the_hosts_processes", lambda: True)
    monkeypatch.setattr("workers.sandbox.gpu_watch.EVERY_S", 0.0)
    nvml = FakeNvml([gpu(0)], {gpu(0).uuid: {10: 900}})
    watch = GpuWatch(_slot(nvml).device(nvml))
    assert not watch.exceeds([10])
    nvml.held[gpu(0).uuid][10] = 100
    nvml.confused = True
    assert not watch.exceeds([10])
    nvml.confused = False
    assert not watch.exceeds([10])
    assert (watch.now_mb, watch.peak_mb, watch.lost) == (100, 900, None)
    nvml.held[gpu(0).uuid][10] = 1001
    assert watch.exceeds([10])
    nvml.there = []
    assert watch.exceeds([10])
    assert isinstance(watch.lost, DeviceLost)


class OneGpu(FakeNvml):
    """Whatever runs in the sandbox holds `mb`: there is no GPU here to hold anything."""

    mb = 0

    def processes(self, uuid: str) -> dict[int, int | None]:
        self._look(uuid)
        pids = [int(p.name) for p in Path("/proc").iterdir() if p.name.isdecimal()]
        return dict.fromkeys(pids, self.mb)


@pytest.fixture
def on_a_gpu(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[OneGpu, SandboxedStudent]]:
    """A real sandbox on the slot of a GPU that only NVML believes in."""
    monkeypatch.setattr(slots, "_sees_the_hosts_processes", lambda: True)
    monkeypatch.setattr("workers.sandbox.gpu_watch.EVERY_S", 0.0)
    nvml = OneGpu([gpu(0)])
    device = _slot(nvml).device(nvml)
    without_files = type(device)(
        device.name, (), device.environment, device.share_mb, device.meter
    )
    store = Store()
    store.device = without_files
    monkeypatch.setattr(opening, "STORE", store)
    source = "import time\ndef wait():\n    time.sleep(20)\n"
    work = Work("", definitions([source]), {})
    student = SandboxedStudent(runtime, Limits(call_s=15), work, time.monotonic() + 60)
    student.start()
    student.load_definitions()
    yield nvml, student
    student.close()


def test_a_run_that_takes_more_than_its_share_fails_as_its_own(
    on_a_gpu: tuple[OneGpu, SandboxedStudent],
) -> None:
    nvml, student = on_a_gpu
    nvml.mb = 1001
    with pytest.raises(StudentError) as stopped:
        student.call("wait")
    assert stopped.value.hint == words.EXCESS[Excess.GPU_MEMORY]
    student.close()
    assert (student.peak.gpu_mb or 0) > 1000


def test_a_gpu_that_vanishes_under_a_run_is_not_the_students(
    on_a_gpu: tuple[OneGpu, SandboxedStudent],
) -> None:
    nvml, student = on_a_gpu
    nvml.there = []
    with pytest.raises(DeviceLost, match="GPU is lost"):
        student.call("wait")
