"""What a step uses while it runs, told now and then; and when its phases began."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from protocol.progress import Progress, ProgressKind, Sink, Usage
from protocol.steps import Cancelled
from workers.sandbox.sandbox import Sandbox

EVERY_S = 5.0


class Phases:
    """A sink that hands everything on and remembers when each phase began."""

    def __init__(self, sink: Sink) -> None:
        self.began: list[tuple[float, Any]] = []  # seconds since the start, Text
        self._sink = sink
        self._started = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        if progress.kind == ProgressKind.PHASE:
            after = round(time.monotonic() - self._started, 1)
            self.began.append((after, progress.payload["name"]))
        self._sink(progress)


@contextmanager
def telling_usage(sink: Sink, sandbox: Callable[[], Sandbox | None]) -> Iterator[None]:
    """Meanwhile, in a thread, tells what the sandbox of the moment uses.

    A long silent cell calls no sink, so nobody else could. A sink that refuses ends only
    this: the step itself meets the refusal at its own next word.
    """
    done = threading.Event()

    def tell() -> None:
        with contextlib.suppress(Cancelled):
            while not done.wait(EVERY_S):
                used = _used(sandbox())
                if used is not None:
                    sink(used)

    thread = threading.Thread(target=tell, name="metering", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _used(sandbox: Sandbox | None) -> Progress | None:
    now = sandbox.timeline.now if sandbox is not None else None
    if sandbox is None or now is None:
        return None
    _at, memory_mb, cpu, gpu_mb = now
    limit_mb = sandbox.limits.memory_mb
    return Progress.of(Usage(memory_mb, limit_mb, cpu, gpu_mb))
