"""GPUs that exist in a test only: they can vanish, fill up and break on request."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from protocol.steps import DeviceLost
from workers.agent.gpu import Gpu, NvmlFault


def gpu(index: int, memory_mb: int = 80_000) -> Gpu:
    return Gpu(
        index, index, f"GPU-{index:08x}-aaaa", "NVIDIA H100 80GB HBM3", memory_mb
    )


@dataclass
class FakeNvml:
    there: list[Gpu] = field(default_factory=list)
    held: dict[str, dict[int, int | None]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    confused: bool = False  # NVML's own trouble

    def gpus(self) -> tuple[Gpu, ...]:
        return tuple(self.there)

    def used_mb(self, uuid: str) -> int:
        self._look(uuid)
        return sum(mb or 0 for mb in self.held.get(uuid, {}).values())

    def processes(self, uuid: str) -> Mapping[int, int | None]:
        self._look(uuid)
        return self.held.get(uuid, {})

    def fault(self, uuid: str) -> str:
        self._look(uuid)
        return self.faults.get(uuid, "")

    def _look(self, uuid: str) -> None:
        if self.confused:
            raise NvmlFault("NVML: Unknown Error")
        if all(gpu.uuid != uuid for gpu in self.there):
            raise DeviceLost("NVML: GPU is lost")
