"""What one grading costs this process itself: the trusted side, whose budget staff can see."""

import contextlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STATUS = Path("/proc/self/status")
FORGET = Path("/proc/self/clear_refs")
FORGET_PEAK = "5"
KILOBYTE = 1024


@dataclass
class Cost:
    memory_mb: int = 0  # the most that was resident, with what it held before
    cpu_s: float = 0.0  # of all threads, without sandboxes
    log_kb: int = 0


class _Counting(logging.Handler):
    """Counts what the other handlers write."""

    def __init__(self) -> None:
        super().__init__()
        self.characters = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.characters += len(self.format(record)) + 1


@contextmanager
def measured() -> Iterator[Cost]:
    """What the block costs; filled in when it ends, however it ends."""
    cost, counting = Cost(), _Counting()
    with contextlib.suppress(OSError):  # else the peak is that of the whole process
        FORGET.write_text(FORGET_PEAK, "ascii")
    started = time.process_time()
    logging.getLogger().addHandler(counting)
    try:
        yield cost
    finally:
        logging.getLogger().removeHandler(counting)
        cost.cpu_s = round(time.process_time() - started, 2)
        cost.log_kb = -(-counting.characters // KILOBYTE)
        cost.memory_mb = peak_mb()


def peak_mb() -> int:
    """The most resident memory of this process since its peak was last forgotten."""
    for line in STATUS.read_text("ascii", "replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // KILOBYTE
    return 0
