"""Slots: the device of one worker process, which is a GPU, a share of one, or the CPU.

Slots are declared in the environment or found by NVML; each process claims a free one. On a
machine without a GPU the GPU queue gets CPU slots, by the same code.

    REVIEWHUB_GPU_SLOTS   GPUs by number or UUID, with commas; `*3`: three shares of it;
                          `:20000`: MB of its memory for each share, instead of an equal part.
                          "0,1" · "0*3" · "GPU-5c1e…*2:30000". Without it: each GPU is a slot.
    REVIEWHUB_CPU_SLOTS   how many workers of one queue may use this machine's CPU; without
                          it as many as are started.
"""

import fcntl
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Literal

from protocol.steps import Incident
from workers.agent.gpu import Gpu, Nvml
from workers.sandbox.policy import NO_DEVICE, THREADS, Device

GPU_VARIABLE = "REVIEWHUB_GPU_SLOTS"
CPU_VARIABLE = "REVIEWHUB_CPU_SLOTS"
DECLARED = re.compile(
    r"(?P<gpu>\d+|GPU-[0-9a-fA-F-]+)(\*(?P<shares>[1-9]\d?))?(:(?P<mb>[1-9]\d*))?"
)
MOST_CPU_SLOTS = 256
CONTEXT_MB = 1024
INITIAL_PID_NAMESPACE = (
    0xEFFFFFFC  # inode number of the host's own PID namespace, fixed in the kernel
)
# The driver's own device files. All GPUs share them, and they give no access to another GPU.
DRIVER_FILES = ("/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools")


class WrongSlots(Incident):
    """The slots declared in the environment do not exist or are malformed."""


@dataclass(frozen=True)
class Slot:
    name: str  # "cpu 2", "gpu 0", "gpu 0 · 2 of 3"
    kind: Literal["cpu", "gpu"]
    words: str  # the device's name, for people
    gpu: Gpu | None = None
    share_mb: int = 0  # of the GPU's memory
    share: int = 1  # which of `shares`
    shares: int = 1

    @property
    def tensors_mb(self) -> int:
        """The memory that TensorFlow may use; the rest of the share is for CUDA's own context.

        So honest code gets TensorFlow's out-of-memory error before the watchdog ends it.
        """
        return self.share_mb - min(CONTEXT_MB, self.share_mb // 4)

    def key(self, queue: str) -> str:
        """The lock's name. Each queue has CPU slots of its own; a GPU has one name for all.

        A GPU is named by its UUID, because in two containers two GPUs may both be number 0.
        """
        if self.gpu is None:
            return f"{queue}-{self.name.replace(' ', '-')}"
        return f"{self.gpu.uuid}-{self.share}-of-{self.shares}"

    def device(self, nvml: Nvml) -> Device:
        """What sandboxes on this slot see of the machine's devices."""
        if self.gpu is None:
            return Device(self.words, (), {"CUDA_VISIBLE_DEVICES": ""})
        own = f"/dev/nvidia{self.gpu.minor}"
        binds = ["--dev-bind", own, own]
        for path in DRIVER_FILES:
            binds += ["--dev-bind-try", path, path]
        environment = {
            "CUDA_VISIBLE_DEVICES": self.gpu.uuid,
            "TF_FORCE_GPU_ALLOW_GROWTH": "true",
            "REVIEWHUB_GPU_MEMORY_MB": str(self.tensors_mb),  # read by launch.py
        }
        meter = partial(GpuMeter, self, nvml)
        return Device(self.words, tuple(binds), environment, self.share_mb, meter)


def find_slots(
    queue: str, environment: Mapping[str, str], nvml: Nvml
) -> tuple[Slot, ...]:
    """All slots of this machine for a queue's work, free or not. Raises WrongSlots."""
    if queue == "gpu":
        gpus = {gpu.index: gpu for gpu in nvml.gpus()}
        declared = environment.get(GPU_VARIABLE, "").strip()
        if declared:
            return tuple(_declared(declared, gpus.values()))
        if gpus:
            return tuple(slot for gpu in gpus.values() for slot in _shares(gpu, 1, 0))
    return tuple(_cpu_slots(environment.get(CPU_VARIABLE, "").strip()))


def _declared(words: str, gpus: Collection[Gpu]) -> Iterator[Slot]:
    seen: set[str] = set()
    for word in words.split(","):
        found = DECLARED.fullmatch(word.strip())
        if found is None:
            raise WrongSlots(
                f'{GPU_VARIABLE}: {word.strip()!r}; write "0", "0*3" or "GPU-…:20000".'
            )
        named = found["gpu"]
        gpu = next((g for g in gpus if named in (str(g.index), g.uuid)), None)
        if gpu is None:
            there = ", ".join(str(g.index) for g in gpus) or "none"
            raise WrongSlots(
                f"{GPU_VARIABLE}: there is no GPU {named}; found: {there}."
            )
        if gpu.uuid in seen:
            raise WrongSlots(
                f"{GPU_VARIABLE}: GPU {named} is named twice; write its shares as"
                f' "{gpu.index}*2".'
            )
        seen.add(gpu.uuid)
        shares, mb = int(found["shares"] or 1), int(found["mb"] or 0)
        if shares * mb > gpu.memory_mb:
            raise WrongSlots(
                f"{GPU_VARIABLE}: {word.strip()!r} asks for more than the"
                f" {gpu.memory_mb} MB that GPU {named} has."
            )
        yield from _shares(gpu, shares, mb)


def _shares(gpu: Gpu, shares: int, mb: int) -> Iterator[Slot]:
    for number in range(1, shares + 1):
        part = f" · {number} of {shares}" if shares > 1 else ""
        yield Slot(
            name=f"gpu {gpu.index}{part}",
            kind="gpu",
            words=gpu.name,
            gpu=gpu,
            share_mb=mb or gpu.memory_mb // shares,
            share=number,
            shares=shares,
        )


def _cpu_slots(declared: str) -> Iterator[Slot]:
    if declared and not (declared.isdecimal() and 0 < int(declared) <= MOST_CPU_SLOTS):
        raise WrongSlots(
            f"{CPU_VARIABLE}={declared!r}: use a whole number of at least 1."
        )
    for number in range(1, int(declared or MOST_CPU_SLOTS) + 1):
        yield Slot(f"cpu {number}", "cpu", f"CPU, {THREADS} threads")


class Claim:
    """A slot held by this process. A file lock holds it, so any end of the process frees it."""

    def __init__(self, slot: Slot, lock: TextIOWrapper) -> None:
        self.slot = slot
        self._lock = lock

    def release(self) -> None:
        self._lock.close()


def claim(slots: Iterable[Slot], folder: Path, queue: str) -> Claim | None:
    """Claims the first free slot; None if all are taken. A crash leaves no lock behind."""
    folder.mkdir(parents=True, exist_ok=True)
    for slot in slots:
        lock = (folder / f"{slot.key(queue)}.lock").open("w", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        lock.write(str(os.getpid()))  # only for people who look into the file
        lock.flush()
        return Claim(slot, lock)
    return None


def check(slot: Slot, nvml: Nvml) -> str:
    """Why the slot should get no work; empty if it may get some."""
    if slot.gpu is None:
        return ""
    try:
        if all(gpu.uuid != slot.gpu.uuid for gpu in nvml.gpus()):
            return f"{slot.name}: the GPU is gone"
        fault = nvml.fault(slot.gpu.uuid)
    except Incident as incident:
        return f"{slot.name}: {incident}"
    return f"{slot.name}: {fault}" if fault else ""


class Holder:
    """This process's slot: claimed as soon as one is free, kept until the process ends."""

    def __init__(
        self,
        queue: str,
        folder: Path,
        environment: Mapping[str, str],
        nvml: Nvml,
    ) -> None:
        self._queue = queue
        self._folder = folder
        self._environment = environment
        self._nvml = nvml
        self._claim: Claim | None = None

    @property
    def slot(self) -> Slot | None:
        return self._claim.slot if self._claim else None

    def device(self) -> Device:
        return self._claim.slot.device(self._nvml) if self._claim else NO_DEVICE

    def claim(self) -> str:
        """Why this process has no slot; empty once it has one."""
        if self._claim is None:
            try:
                slots = find_slots(self._queue, self._environment, self._nvml)
            except Incident as incident:
                return str(incident)
            self._claim = claim(slots, self._folder, self._queue)
            if self._claim is None:
                return f"No slot is free: {len(slots)} of {len(slots)} are taken."
        return ""

    def release(self) -> None:
        if self._claim is not None:
            self._claim.release()
            self._claim = None

    def trouble(self) -> str:
        """Why the slot should get no work now; empty if it may get some."""
        return check(self._claim.slot, self._nvml) if self._claim else ""


class GpuMeter:
    """Measures one sandbox's use of its GPU by NVML. `how` names the way of measuring."""

    def __init__(self, slot: Slot, nvml: Nvml) -> None:
        if slot.gpu is None:
            raise ValueError("A CPU slot has no GPU to measure.")
        self._uuid = slot.gpu.uuid
        self._nvml = nvml
        self.how = "by process"
        self._before_mb = 0
        if not _sees_the_hosts_processes():
            self.how = "by growth" if slot.shares == 1 else "unknown"
            self._before_mb = nvml.used_mb(self._uuid)

    def read(self, pids: Collection[int]) -> int | None:
        """MB that these processes hold now; None if it is not known. Raises DeviceLost."""
        if self.how == "unknown":
            self._nvml.used_mb(self._uuid)  # raises DeviceLost if the GPU is gone
            return None
        if self.how == "by growth":
            return max(self._nvml.used_mb(self._uuid) - self._before_mb, 0)
        used = self._nvml.processes(self._uuid)
        ours = [used[pid] for pid in pids if pid in used]
        if None in ours:
            return None
        return sum(mb for mb in ours if mb is not None)


def _sees_the_hosts_processes() -> bool:
    """False in a container's own PID namespace, where NVML's process ids are not ours."""
    return Path("/proc/self/ns/pid").stat().st_ino == INITIAL_PID_NAMESPACE
