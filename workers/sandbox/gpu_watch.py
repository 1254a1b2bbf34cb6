"""Measures a sandbox's use of its GPU once a second: a call of NVML takes milliseconds."""

import time
from collections.abc import Collection

from protocol.steps import DeviceLost, Incident
from workers.sandbox.policy import Device

EVERY_S = 1.0


class GpuWatch:
    """Measures nothing if the slot has no GPU."""

    def __init__(self, device: Device) -> None:
        self.peak_mb: int | None = None
        self.now_mb: int | None = None
        self.lost: DeviceLost | None = (
            None  # the GPU was lost, which is not the student's fault
        )
        self._share_mb = device.share_mb
        self._meter = device.meter() if device.meter else None
        self._looked_at = float("-inf")

    def exceeds(self, pids: Collection[int]) -> bool:
        """Whether the sandbox must end: it uses more than its share, or the GPU was lost."""
        now = time.monotonic()
        if self._meter is None or now - self._looked_at < EVERY_S:
            return False
        self._looked_at = now
        try:
            self.now_mb = self._meter.read(pids)
        except DeviceLost as lost:
            self.lost = lost
            return True
        except Incident:  # an error of NVML says nothing about the GPU: ask again later
            return False
        if self.now_mb is None:
            return False
        self.peak_mb = max(self.peak_mb or 0, self.now_mb)
        return self.now_mb > self._share_mb
