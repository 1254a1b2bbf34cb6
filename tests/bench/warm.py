"""Three ways to have a kernel with its imports done: which is kept, and why.

    cold     a sandbox started when it is asked for
    spare    a whole sandbox that waited with its imports done, used once
    fork     a child of one template process, inside one sandbox, forked after the imports

Forking is measured as it would be at its best: no kernel, no message library, one pipe. What
it would share between two runs is asked of the child itself.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from notebooks.syntax import definitions
from tests.bench.rows import Report, table
from workers.contract import Limits
from workers.environments import Runtime, find_runtime
from workers.sandbox.opening import STORE
from workers.sandbox.processes import descendants, proportional
from workers.sandbox.spare import Kind
from workers.student import SandboxedStudent, Work

TIMES = 5
LIMITS = Limits(wall_s=300, call_s=120, memory_mb=4096, processes=512)
MEGABYTE = 1024 * 1024
SOURCE = """
import importlib, os, signal, time

def answer():
    return 1

def import_all(modules):
    for module in modules:
        importlib.import_module(module)
    return True

def memory_mb(pid):
    with open(f"/proc/{pid}/smaps_rollup") as lines:
        return {l.split(":")[0]: int(l.split()[1]) / 1024 for l in lines if l.startswith(("Pss:", "Private_Dirty"))}

def forked(times):
    taken, extra = [], []
    for _ in range(times):
        began = time.monotonic()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writing, str(answer()).encode())
            signal.pause()
        os.read(reading, 1)
        taken.append(time.monotonic() - began)
        extra.append(memory_mb(child)["Private_Dirty"])
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return [taken, extra]

def shared_with_the_next():
    "What one forked run could do to the template, and so to every later run."
    found = []
    child = os.fork()
    if child == 0:
        with open("/tmp/left-by-a-run", "w") as file:
            file.write("for the next")
        parent = os.getppid()
        try:
            os.kill(parent, 0)
            code = 1  # it may signal, and so end or stop, the template
        except OSError:
            code = 0
        os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status):
        found.append("signals to the template")
    if os.path.exists("/tmp/left-by-a-run"):
        found.append("files")
    found.append("process numbers, addresses of memory, seeds of hashes")
    return found
"""


@dataclass(frozen=True)
class Measured:
    runtime: str
    way: str
    first_answer_s: float  # median
    memory_mb: float  # of one that waits
    shared: str


def _student(runtime: Runtime) -> SandboxedStudent:
    work = Work("", definitions([SOURCE]), {})
    student = SandboxedStudent(runtime, LIMITS, work, time.monotonic() + 300)
    student.start()
    student.load_definitions()
    return student


def _timed(runtime: Runtime, ask: Callable[[SandboxedStudent], Any]) -> float:
    began = time.monotonic()
    student = _student(runtime)
    try:
        ask(student)
        return time.monotonic() - began
    finally:
        student.close()


def cold(runtime: Runtime) -> Measured:
    imports = list(runtime.warm_up)
    spans = [
        _timed(runtime, lambda s: s.call("import_all", imports)) for _ in range(TIMES)
    ]
    return Measured(runtime.name, "cold", statistics.median(spans), 0.0, "nothing")


def spare(runtime: Runtime) -> Measured:
    kind = Kind(runtime, LIMITS.scratch_mb)
    imports = list(runtime.warm_up)
    spans = []
    STORE.keep([kind])
    try:
        for _ in range(TIMES):
            STORE.spares[kind].is_warm.wait(120)
            waiting = STORE.spares[kind].sandbox()
            held = proportional(list(descendants(waiting.pid))) / MEGABYTE
            spans.append(_timed(runtime, lambda s: s.call("import_all", imports)))
    finally:
        STORE.close()
    return Measured(runtime.name, "spare", statistics.median(spans), held, "nothing")


def fork(runtime: Runtime) -> Measured:
    student = _student(runtime)
    try:
        student.call("import_all", list(runtime.warm_up))
        spans, extra = student.call("forked", TIMES)
        shared = "; ".join(student.call("shared_with_the_next"))
    finally:
        student.close()
    return Measured(
        runtime.name, "fork", statistics.median(spans), statistics.median(extra), shared
    )


def measure(*, quick: bool) -> Report:
    names = ("numpy",) if quick else ("numpy", "tf2")
    found = [way(find_runtime(n)) for n in names for way in (cold, spare, fork)]
    rows = [
        ("runtime", "way", "first answer", "memory while it waits", "two runs share")
    ]
    rows += [
        (
            one.runtime,
            one.way,
            f"{one.first_answer_s * 1000:.0f} ms",
            f"{one.memory_mb:.0f} MB",
            one.shared,
        )
        for one in found
    ]
    return Report([], table(rows))
