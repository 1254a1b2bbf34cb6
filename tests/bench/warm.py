"""Two ways to have a kernel with its imports done, and what they cost.

    started   bubblewrap starts the kernel, which then imports what notebooks import first
    forked    a template has imported it already; its fork enters a sandbox of its own

What the two may see and do is compared by tests/workers/test_forking.py.
"""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from notebooks.syntax import definitions
from protocol.steps import Limits
from tests.bench.rows import Report, table
from workers.environments.environments import Runtime, find_runtime
from workers.grader.student import SandboxedStudent
from workers.grader.work import Work
from workers.sandbox.opening import STORE
from workers.sandbox.processes import TICK_S, look_at
from workers.sandbox.usage import proportional

TIMES = 7
LIMITS = Limits(wall_s=300, call_s=120, memory_mb=4096, processes=512)
MEGABYTE = 1024 * 1024
SOURCE = """
import importlib

def import_all(modules):
    for module in modules:
        importlib.import_module(module)
    return True
"""


@dataclass(frozen=True)
class Measured:
    first_answer_s: float
    cpu_s: float  # of the kernel, its start included
    memory_mb: float  # with pages shared among processes divided by their number


def measured(runtime: Runtime) -> Measured:
    """From nothing to the first answer with everything imported; medians."""
    work = Work("", definitions([SOURCE]), {})
    taken = []
    for _ in range(TIMES):
        began = time.monotonic()
        student = SandboxedStudent(runtime, LIMITS, work, began + 300)
        student.start()
        student.load_definitions()
        student.call("import_all", list(runtime.warm_up))
        seconds = time.monotonic() - began
        if student.sandbox is None:
            raise RuntimeError("the sandbox has ended")
        pids = student.sandbox.processes()
        memory = proportional(pids) / MEGABYTE
        taken.append(Measured(seconds, _used_s(pids), memory))
        student.close()
    return Measured(
        statistics.median(one.first_answer_s for one in taken),
        statistics.median(one.cpu_s for one in taken),
        statistics.median(one.memory_mb for one in taken),
    )


def _used_s(pids: Sequence[int]) -> float:
    """Processor time of these processes, and of their children that have ended."""
    return TICK_S * sum(look.own + look.collected for look in look_at(pids))


def rows_for(runtime: Runtime) -> list[tuple[str, ...]]:
    started = measured(runtime)
    STORE.keep([runtime])
    try:
        began = time.monotonic()
        template = STORE.templates[runtime.folder].result()
        template.wait_until_ready()
        ready_s = time.monotonic() - began
        forked = measured(runtime)
        at_rest = proportional(list(template.processes)) / MEGABYTE
    finally:
        STORE.close()
    found = (
        ("started", started, "–"),
        ("forked", forked, f"{at_rest:.0f} MB, once, after {ready_s:.1f} s"),
    )
    return [
        (
            runtime.name,
            way,
            f"{one.first_answer_s * 1000:.0f} ms",
            f"{one.cpu_s:.2f} s",
            f"{one.memory_mb:.0f} MB",
            template_words,
        )
        for way, one, template_words in found
    ]


def measure(*, quick: bool) -> Report:
    names = ("numpy",) if quick else ("numpy", "tf2")
    rows: list[tuple[str, ...]] = [
        ("runtime", "kernel", "first answer", "processor", "memory", "template")
    ]
    for name in names:
        rows += rows_for(find_runtime(name))
    return Report([], table(rows))
