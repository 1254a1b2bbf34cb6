"""Slots: what one worker process grades on. A GPU, a share of one, or the CPU.

Declared in the environment or found by NVML; each process claims one that is free. A queue
whose work wants a GPU gets slots of the CPU where there is none, by the same code.

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
    0xEFFFFFFC  # the kernel's constant: the host's own process numbers
)
# The driver's own files beside the GPU's: the same for all, and no way to another GPU.
DRIVER_FILES = ("/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools")


class WrongSlots(Incident):
    """The declaration in the environment cannot be meant."""


@dataclass(frozen=True)
class Slot:
    name: str  # "cpu 2", "gpu 0", "gpu 0 · 2 of 3"
    kind: Literal["cpu", "gpu"]
    words: str  # of the device, for people
    gpu: Gpu | None = None
    share_mb: int = 0  # of the GPU's memory
    share: int = 1  # which of `shares`
    shares: int = 1

    @property
    def tensors_mb(self) -> int:
        """What TensorFlow is told: the rest of the share is for CUDA's own context.

        So honest code meets its out-of-memory error before it meets ours.
        """
        return self.share_mb - min(CONTEXT_MB, self.share_mb // 4)

    def key(self, queue: str) -> str:
        """One of the CPU's is one of its queue; a GPU is the same for whoever asks.

        By its UUID: in two containers two GPUs may both have number 0.
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
        raise WrongSlots(f"{CPU_VARIABLE}={declared!r}: use a whole number from 1 on.")
    for number in range(1, int(declared or MOST_CPU_SLOTS) + 1):
        yield Slot(f"cpu {number}", "cpu", f"CPU, {THREADS} threads")


class Claim:
    """A slot that is this process's as long as it lives, however it dies."""

    def __init__(self, slot: Slot, lock: TextIOWrapper) -> None:
        self.slot = slot
        self._lock = lock

    def release(self) -> None:
        self._lock.close()


def claim(slots: Iterable[Slot], folder: Path, queue: str) -> Claim | None:
    """The first that is free, or None. Locks are the kernel's: no crash leaves one behind."""
    folder.mkdir(parents=True, exist_ok=True)
    for slot in slots:
        lock = (folder / f"{slot.key(queue)}.lock").open("w", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        lock.write(str(os.getpid()))  # for people who look
        lock.flush()
        return Claim(slot, lock)
    return None


def check(slot: Slot, nvml: Nvml) -> str:
    """Why the slot should get no work; empty if it may."""
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
    """The slot of this process: claimed as soon as one is free, kept to its end."""

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
        """Why the slot should get no work now; empty if it may."""
        return check(self._claim.slot, self._nvml) if self._claim else ""


class GpuMeter:
    """What one sandbox uses of its GPU, from NVML. `how` says by what it is told."""

    def __init__(self, slot: Slot, nvml: Nvml) -> None:
        if slot.gpu is None:
            raise ValueError("a slot of the CPU has no GPU to measure")
        self._uuid = slot.gpu.uuid
        self._nvml = nvml
        self.how = "by process"
        self._before_mb = 0
        if not _sees_the_hosts_processes():
            self.how = "by growth" if slot.shares == 1 else "unknown"
            self._before_mb = nvml.used_mb(self._uuid)

    def read(self, pids: Collection[int]) -> int | None:
        """MB that these processes hold now; None if nobody can tell. Raises DeviceLost."""
        if self.how == "unknown":
            self._nvml.used_mb(self._uuid)  # is it still there?
            return None
        if self.how == "by growth":
            return max(self._nvml.used_mb(self._uuid) - self._before_mb, 0)
        used = self._nvml.processes(self._uuid)
        ours = [used[pid] for pid in pids if pid in used]
        if None in ours:
            return None
        return sum(mb for mb in ours if mb is not None)


def _sees_the_hosts_processes() -> bool:
    """In a container's own process namespace NVML's numbers mean nothing to us."""
    return Path("/proc/self/ns/pid").stat().st_ino == INITIAL_PID_NAMESPACE
