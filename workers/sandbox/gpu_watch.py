"""A sandbox's use of its GPU, looked at now and then: NVML takes milliseconds, not micro-."""

import time
from collections.abc import Collection

from protocol.steps import DeviceLost, Incident
from workers.sandbox.policy import Device

EVERY_S = 1.0


class GpuWatch:
    """Without a GPU in the slot nothing is ever looked at."""

    def __init__(self, device: Device) -> None:
        self.peak_mb: int | None = None
        self.now_mb: int | None = None
        self.lost: DeviceLost | None = (
            None  # the GPU vanished: ours, and the slot's end
        )
        self._share_mb = device.share_mb
        self._meter = device.meter() if device.meter else None
        self._looked_at = float("-inf")

    def exceeds(self, pids: Collection[int]) -> bool:
        """Whether more than the share is in use, or the device is gone: both are the end."""
        now = time.monotonic()
        if self._meter is None or now - self._looked_at < EVERY_S:
            return False
        self._looked_at = now
        try:
            self.now_mb = self._meter.read(pids)
        except DeviceLost as lost:
            self.lost = lost
            return True
        except Incident:  # NVML's own trouble says nothing about the device: ask again
            return False
        if self.now_mb is None:
            return False
        self.peak_mb = max(self.peak_mb or 0, self.now_mb)
        return self.now_mb > self._share_mb
