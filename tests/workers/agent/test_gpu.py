"""What NVML's errors mean. The library is asked for real where it is; no driver is no error."""

import threading
from collections.abc import Callable
from typing import Any

import pynvml
import pytest

from protocol.steps import DeviceLost
from workers.agent import gpu
from workers.agent.gpu import DriverNvml, NvmlFault

UUID = "GPU-0-a"


def _raises(code: int) -> Callable[..., Any]:
    def ask(*_: object) -> None:
        raise pynvml.NVMLError(code)

    return ask


@pytest.fixture
def nvml(monkeypatch: pytest.MonkeyPatch) -> DriverNvml:
    """With a driver that starts and finds one device."""
    for name in ("nvmlInit", "nvmlShutdown"):
        monkeypatch.setattr(pynvml, name, lambda: None)
    monkeypatch.setattr(pynvml, "nvmlDeviceGetHandleByUUID", lambda uuid: uuid)
    return DriverNvml(patience_s=0.5)


@pytest.mark.parametrize(
    "code",
    [pynvml.NVML_ERROR_LIBRARY_NOT_FOUND, pynvml.NVML_ERROR_DRIVER_NOT_LOADED],
)
def test_no_library_or_no_driver_means_no_gpus(
    monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(pynvml, "nvmlInit", _raises(code))
    nvml = DriverNvml()
    assert nvml.gpus() == ()
    with pytest.raises(DeviceLost):  # one that we were working with
        nvml.used_mb(UUID)


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (pynvml.NVML_ERROR_GPU_IS_LOST, DeviceLost),
        (pynvml.NVML_ERROR_NOT_FOUND, DeviceLost),
        (pynvml.NVML_ERROR_RESET_REQUIRED, DeviceLost),
        (pynvml.NVML_ERROR_UNKNOWN, NvmlFault),
        (pynvml.NVML_ERROR_NO_PERMISSION, NvmlFault),
    ],
)
def test_a_lost_device_is_told_from_nvmls_own_trouble(
    nvml: DriverNvml, monkeypatch: pytest.MonkeyPatch, code: int, meaning: type
) -> None:
    monkeypatch.setattr(pynvml, "nvmlDeviceGetMemoryInfo", _raises(code))
    with pytest.raises(meaning):
        nvml.used_mb(UUID)


def test_a_driver_that_hangs_hangs_nobody_else(
    nvml: DriverNvml, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = threading.Event()
    monkeypatch.setattr(
        pynvml, "nvmlDeviceGetMemoryInfo", lambda *_: let_go.wait(30) and None
    )
    with pytest.raises(DeviceLost, match="did not answer within"):
        nvml.used_mb(UUID)
    with pytest.raises(DeviceLost, match="still does not answer"):
        nvml.used_mb(UUID)
    let_go.set()


def test_what_a_driver_does_not_tell_is_not_a_fault(
    nvml: DriverNvml, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = _raises(pynvml.NVML_ERROR_NOT_SUPPORTED)
    for name in (
        "nvmlDeviceGetRemappedRows",
        "nvmlDeviceGetTotalEccErrors",
    ):
        monkeypatch.setattr(pynvml, name, silent)
    assert nvml.fault(UUID) == ""


def test_bad_memory_is_a_reason_to_give_it_no_work(
    nvml: DriverNvml, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(0, 0, 1, 0), (0, 0, 0, 1)]
    monkeypatch.setattr(pynvml, "nvmlDeviceGetRemappedRows", lambda _: rows.pop(0))
    assert nvml.fault(UUID) == "bad memory is replaced only when the GPU is reset"
    assert nvml.fault(UUID) == "bad memory could not be replaced"
    assert gpu.MEGABYTE == 1024 * 1024


def test_processes_are_told_once_each_with_the_larger_number(
    nvml: DriverNvml, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Process:
        def __init__(self, pid: int, mb: int | None) -> None:
            self.pid = pid
            self.usedGpuMemory = None if mb is None else mb * gpu.MEGABYTE

    monkeypatch.setattr(
        pynvml,
        "nvmlDeviceGetComputeRunningProcesses_v3",
        lambda _: [Process(1, 300), Process(2, None)],
    )
    monkeypatch.setattr(
        pynvml, "nvmlDeviceGetGraphicsRunningProcesses_v3", lambda _: [Process(1, None)]
    )
    assert nvml.processes(UUID) == {1: 300, 2: None}
