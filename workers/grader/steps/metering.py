"""Reports every few seconds what a step uses, and notes when its phases began."""

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
    """A sink that passes everything on and notes when each phase began."""

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
    """While the block runs, a thread sends what the current sandbox uses to the sink.

    It needs a thread because a long cell that prints nothing calls no sink. If the sink raises
    `Cancelled`, only this thread ends; the step gets the same exception at its next call.
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
