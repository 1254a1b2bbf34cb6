"""Reads the state of GPUs from NVIDIA's management library (NVML) and classifies its errors.

A machine without library, driver or GPU is no error: it has no GPUs. A GPU that no longer
answers raises `DeviceLost`; any other error raises `NvmlFault`, which says nothing about the
device. Memory is in MB of 1024 * 1024 bytes.
"""

import contextlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAnswer
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any, Protocol, TypeVar

import pynvml

from protocol.steps import DeviceLost, Incident

MEGABYTE = 1024 * 1024
PATIENCE_S = 5.0  # for an answer of the driver, which usually takes a millisecond

NOT_HERE = {
    pynvml.NVML_ERROR_LIBRARY_NOT_FOUND,
    pynvml.NVML_ERROR_DRIVER_NOT_LOADED,
}
LOST = NOT_HERE | {
    pynvml.NVML_ERROR_NOT_FOUND,
    pynvml.NVML_ERROR_GPU_NOT_FOUND,
    pynvml.NVML_ERROR_GPU_IS_LOST,
    pynvml.NVML_ERROR_RESET_REQUIRED,
    pynvml.NVML_ERROR_LIB_RM_VERSION_MISMATCH,  # the driver was upgraded meanwhile
}
NOT_TOLD = {
    pynvml.NVML_ERROR_NOT_SUPPORTED,
    pynvml.NVML_ERROR_FUNCTION_NOT_FOUND,
}

Answer = TypeVar("Answer")


class NvmlFault(Incident):
    """NVML refused for a reason that says nothing about the device."""


@dataclass(frozen=True)
class Gpu:
    index: int  # as nvidia-smi counts
    minor: int  # of its device file, /dev/nvidia<minor>
    uuid: str
    name: str
    memory_mb: int  # what programs can have: the driver keeps some for itself


class Nvml(Protocol):
    """Every method may raise DeviceLost or NvmlFault."""

    def gpus(self) -> tuple[Gpu, ...]: ...

    def used_mb(self, uuid: str) -> int:
        """Memory in use on the whole device, by all its users."""

    def processes(self, uuid: str) -> Mapping[int, int | None]:
        """MB by process id; None where the driver does not report it.

        The ids are those of the host, also in a container.
        """

    def fault(self, uuid: str) -> str:
        """Why a device that answers should get no work; empty if it may get some."""


class DriverNvml:
    """Calls NVML in a thread of its own, because a hanging driver would block the caller."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._asking = Lock()
        self._hung: Future[Any] | None = None
        self._ready = False

    def gpus(self) -> tuple[Gpu, ...]:
        return self._ask(_gpus, otherwise=())

    def used_mb(self, uuid: str) -> int:
        def question() -> int:
            return int(_memory(_handle(uuid)).used) // MEGABYTE

        return self._ask(question)

    def processes(self, uuid: str) -> Mapping[int, int | None]:
        return self._ask(lambda: _processes(_handle(uuid)))

    def fault(self, uuid: str) -> str:
        return self._ask(lambda: _fault(_handle(uuid)))

    def _ask(
        self, question: Callable[[], Answer], otherwise: Answer | None = None
    ) -> Answer:
        """`otherwise`: the answer on a machine without the library or the driver."""
        with self._asking:
            if self._hung is not None and not self._hung.done():
                raise DeviceLost("NVML still does not answer an earlier question")
            answer: Future[Answer] = Future()
            Thread(target=self._answer, args=(question, answer), daemon=True).start()
            try:
                return answer.result(self._patience_s)
            except NoAnswer as error:
                self._hung = answer
                raise DeviceLost(
                    f"NVML did not answer within {self._patience_s:g} s"
                ) from error
            except pynvml.NVMLError as error:
                if otherwise is not None and error.value in NOT_HERE:
                    return otherwise
                kind = DeviceLost if error.value in LOST else NvmlFault
                raise kind(f"NVML: {error}") from error

    def _answer(self, question: Callable[[], Answer], answer: Future[Answer]) -> None:
        try:
            if not self._ready:
                pynvml.nvmlInit()
                self._ready = True
            answer.set_result(question())
        except Exception as error:  # noqa: BLE001 -- raised again where it was asked
            self._leave()
            answer.set_exception(error)

    def _leave(self) -> None:
        """Closes NVML, because only a new nvmlInit sees a returned GPU or a new driver."""
        if self._ready:
            self._ready = False
            with contextlib.suppress(pynvml.NVMLError):
                pynvml.nvmlShutdown()


def _gpus() -> tuple[Gpu, ...]:
    found = []
    for index in range(pynvml.nvmlDeviceGetCount()):
        try:
            found.append(_gpu(index))
        except pynvml.NVMLError as error:
            if error.value not in LOST:  # only this GPU is lost; the others can be used
                raise
    return tuple(found)


def _gpu(index: int) -> Gpu:
    handle = pynvml.nvmlDeviceGetHandleByIndex(index)
    memory = _memory(handle)
    return Gpu(
        index=index,
        minor=int(pynvml.nvmlDeviceGetMinorNumber(handle)),
        uuid=str(pynvml.nvmlDeviceGetUUID(handle)),
        name=str(pynvml.nvmlDeviceGetName(handle)),
        memory_mb=(int(memory.total) - int(getattr(memory, "reserved", 0))) // MEGABYTE,
    )


def _handle(uuid: str) -> Any:
    return pynvml.nvmlDeviceGetHandleByUUID(uuid)


def _memory(handle: Any) -> Any:
    told = _if_told(pynvml.nvmlDeviceGetMemoryInfo, handle, pynvml.nvmlMemory_v2)
    return pynvml.nvmlDeviceGetMemoryInfo(handle) if told is None else told


def _processes(handle: Any) -> dict[int, int | None]:
    """Compute and graphics processes: both can hold memory, and one may be in both lists."""
    found: dict[int, int | None] = {}
    for listed in (
        pynvml.nvmlDeviceGetComputeRunningProcesses_v3,
        pynvml.nvmlDeviceGetGraphicsRunningProcesses_v3,
    ):
        for process in _if_told(listed, handle) or ():
            used = process.usedGpuMemory
            known = found.get(int(process.pid))
            told = None if used is None else int(used) // MEGABYTE
            both = [mb for mb in (known, told) if mb is not None]
            found[int(process.pid)] = max(both, default=None)
    return found


def _fault(handle: Any) -> str:
    """Newer devices replace faulty memory at their next reset; older ones only count errors."""
    rows = _if_told(pynvml.nvmlDeviceGetRemappedRows, handle)
    if rows is not None:
        _, _, pending, failed = rows
        if failed:
            return "bad memory could not be replaced"
        return "bad memory is replaced only when the GPU is reset" if pending else ""
    errors = _if_told(
        pynvml.nvmlDeviceGetTotalEccErrors,
        handle,
        pynvml.NVML_MEMORY_ERROR_TYPE_UNCORRECTED,
        pynvml.NVML_VOLATILE_ECC,
    )
    return (
        f"{errors} uncorrectable memory errors since its last reset" if errors else ""
    )


def _if_told(question: Callable[..., Any], *args: Any) -> Any:
    try:
        return question(*args)
    except pynvml.NVMLError as error:
        if error.value in NOT_TOLD:
            return None
        raise
