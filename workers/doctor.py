"""Is this machine fit to grade? Starts a real sandbox for each runtime and looks."""

import time
from collections.abc import Callable

from notebooks.syntax import definitions
from workers.contract import Incident, Limits
from workers.environments import declarations, find_runtime, used_here
from workers.kit import StudentError
from workers.sandbox.folders import sweep_leftovers
from workers.sandbox.policy import bubblewrap_version
from workers.student import SandboxedStudent, Work

PATIENCE_S = 60.0
ASKED_INSIDE = """
def _interfaces():
    with open("/proc/net/dev") as lines:
        return sorted(line.split(":")[0].strip() for line in lines if ":" in line)

def _import_all(modules):
    import importlib
    for module in modules:
        importlib.import_module(module)
    return True
"""


def examine_machine(say: Callable[[str], None]) -> bool:
    """Says what works and what does not; True when all of it does."""
    swept = sweep_leftovers()
    if swept:
        say(f"ok  removed what {swept} killed sandboxes left behind")
    fit = True
    for name in used_here():
        try:
            say(f"ok  runtime {name}: {_examine_runtime(name)}")
        except (Incident, StudentError) as error:
            say(f"NO  runtime {name}: {error}")
            fit = False
    return fit


def _examine_runtime(name: str) -> str:
    runtime = find_runtime(name)
    work = Work("", definitions([ASKED_INSIDE]), {})
    end = time.monotonic() + PATIENCE_S
    limits = Limits(wall_s=PATIENCE_S, call_s=PATIENCE_S)
    student = SandboxedStudent(runtime, limits, work, end)
    started = time.monotonic()
    try:
        student.start()
        ready_s = time.monotonic() - started
        student.load_definitions()
        interfaces = student.call("_interfaces")
        if interfaces != ["lo"]:
            raise Incident(f"the sandbox sees network interfaces: {interfaces}")
        modules = list(declarations()[name].warm_up)
        student.call("_import_all", modules)
        imported_s = time.monotonic() - started - ready_s
    finally:
        student.close()
    return (
        f"{bubblewrap_version()}, Python {runtime.python}, kernel ready in"
        f" {ready_s:.1f} s, {', '.join(modules)} imported in {imported_s:.1f} s"
    )
