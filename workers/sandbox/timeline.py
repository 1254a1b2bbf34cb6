"""Records what a sandbox used over time, in a limited number of points.

Times are `time.monotonic()`, so that all sandboxes of one step share one time axis.
"""

from dataclasses import dataclass

MOST = 120
WINDOW_S = 0.5
MEGABYTE = 1024 * 1024

Point = list[float | None]
"""Seconds since the start, memory in MB, processors in use, MB of the GPU or None."""


@dataclass
class _Slot:
    memory: int = 0
    cpu_s: float = 0.0
    measured_s: float = 0.0
    gpu_mb: float | None = None

    def take(self, other: "_Slot") -> None:
        self.memory = max(self.memory, other.memory)
        self.cpu_s += other.cpu_s
        self.measured_s += other.measured_s
        if other.gpu_mb is not None:
            self.gpu_mb = max(self.gpu_mb or 0.0, other.gpu_mb)


class Timeline:
    """Time slots of equal length, which doubles whenever there are too many.

    Each slot keeps its highest memory, so that no peak is lost, and its mean processor use.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self.window_s = WINDOW_S
        self.slots: dict[int, _Slot] = {}
        self._last: tuple[float, float] | None = None

    def add(
        self, t_s: float, memory_bytes: int, cpu_s: float, gpu_mb: float | None = None
    ) -> None:
        """Adds one measurement; `cpu_s` is the total so far and never falls."""
        before_s, before_cpu_s = self._last or (t_s, cpu_s)
        self._last = (t_s, cpu_s)
        span = t_s - before_s
        measured = _Slot(int(memory_bytes), cpu_s - before_cpu_s, span, gpu_mb)
        self._put(int(t_s / self.window_s), measured)

    def absorb(self, other: "Timeline") -> None:
        """Adds what another sandbox of the same step used."""
        while self.window_s < other.window_s:
            self._coarsen()
        steps = round(self.window_s / other.window_s)
        for number, slot in list(other.slots.items()):
            self._put(number // steps, slot)

    def points(self, since_s: float) -> list[Point]:
        return [
            [
                round(max(number * self.window_s - since_s, 0.0), 1),
                round(slot.memory / MEGABYTE, 1),
                round(slot.cpu_s / slot.measured_s, 2) if slot.measured_s else 0.0,
                None if slot.gpu_mb is None else round(slot.gpu_mb, 1),
            ]
            for number, slot in sorted(self.slots.items())
        ]

    @property
    def now(self) -> Point | None:
        """The newest point; its time is `time.monotonic()`, not counted from a start."""
        points = self.points(0.0) if self.slots else []
        return points[-1] if points else None

    def _put(self, number: int, slot: _Slot) -> None:
        self.slots.setdefault(number, _Slot()).take(slot)
        while len(self.slots) > self._most:
            self._coarsen()

    def _coarsen(self) -> None:
        finer, self.slots = self.slots, {}
        self.window_s *= 2
        for number, slot in finer.items():
            self.slots.setdefault(number // 2, _Slot()).take(slot)
