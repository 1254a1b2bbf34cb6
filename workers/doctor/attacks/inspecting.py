"""Inspects a sandbox from the inside and compares it with what the policy allows.

The allowed state is written here a second time on purpose, so that a policy that was widened by
mistake is noticed.
"""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notebooks.syntax import definitions
from protocol.steps import Limits
from workers.environments.environments import Runtime, declarations, find_runtime
from workers.grader.student import SandboxedStudent
from workers.grader.work import Work
from workers.sandbox.policy import (
    HELPERS,
    INBOX,
    LINKED,
    NOBODY,
    PREFIX_PARTS,
    PRIVATE,
    RUNTIME,
    SETTINGS,
    SYSTEM,
)

PATIENCE_S = 60.0
DEVICES = ("null", "zero", "full", "random", "urandom", "tty", "pts", "console")
COVERED = "/proc/"  # bubblewrap mounts parts of /proc read-only
GIVEN = """
PATH HOME USER LOGNAME LANG TZ PWD LC_CTYPE IPYTHONDIR
OMP_NUM_THREADS OPENBLAS_NUM_THREADS MKL_NUM_THREADS
"""
SET_BY_THE_KERNEL = "TERM CLICOLOR CLICOLOR_FORCE FORCE_COLOR PAGER GIT_PAGER"
VARIABLES = frozenset(f"{GIVEN} {SET_BY_THE_KERNEL}".split())
VARIABLE_FAMILIES = (
    "PYTHON",
    "PYDEVD_",
    "TF_",
    "CUDA_",
    "NVIDIA_",
    "MPL",
    "KERAS_",
    "HDF5_",
)
FILTERED = "2"  # SECCOMP_MODE_FILTER
LOOK = """
import os
import stat

def look_at_interfaces():
    with open("/proc/net/dev") as lines:
        return sorted(line.split(":")[0].strip() for line in lines if ":" in line)

def look_at_mounts():
    with open("/proc/self/mountinfo") as lines:
        return [look_at_mount(line.split()) for line in lines]

def look_at_mount(words):
    dash = words.index("-")
    place = words[4].encode().decode("unicode_escape")
    return [place, words[dash + 1], words[5].split(",")[0], is_device(place)]

def is_device(place):
    try:
        return stat.S_ISCHR(os.stat(place).st_mode)
    except OSError:
        return False

def look_at_status():
    with open("/proc/self/status") as lines:
        return {line.split(":")[0]: line.split(":")[1].split()[0] for line in lines
                if line.startswith(("Cap", "NoNewPrivs", "Seccomp:", "Uid", "Gid"))}

def look_at_environment():
    "What it was given: libraries set more for themselves."
    with open("/proc/self/environ") as given:
        return sorted(pair.split("=")[0] for pair in given.read().split(chr(0)) if pair)

def look_at_imports(modules):
    import importlib
    for module in modules:
        importlib.import_module(module)
    return True
"""


@dataclass(frozen=True)
class Mount:
    """One line of /proc/self/mountinfo, read inside the sandbox."""

    place: str
    kind: str  # of file system
    mode: str  # "ro" or "rw"
    is_device: bool  # whether a character device is mounted there


def inspect(name: str, *, with_imports: bool = True) -> Mapping[str, Any]:
    """The sandbox's `faults` as sentences, and `facts`. Raises Incident or StudentError."""
    runtime = find_runtime(name)
    limits = Limits(wall_s=PATIENCE_S, call_s=PATIENCE_S)
    work = Work("", definitions([LOOK]), {})
    student = SandboxedStudent(runtime, limits, work, time.monotonic() + PATIENCE_S)
    started = time.monotonic()
    try:
        student.start()
        ready_s = time.monotonic() - started
        student.load_definitions()
        faults = [*_of_network(student), *_of_mounts(student, runtime)]
        faults += [*_of_status(student), *_of_environment(student)]
        modules = list(declarations()[name].warm_up) if with_imports else []
        asked = time.monotonic()
        student.call("look_at_imports", modules)
        imported_s = time.monotonic() - asked
        way = student.policy()["kernel"]
    finally:
        student.close()
    facts = {
        "python": runtime.python,
        "way": way,
        "ready_s": round(ready_s, 2),
        "modules": modules,
        "imported_s": round(imported_s, 2),
    }
    return {"faults": faults, "facts": facts}


def _of_network(student: SandboxedStudent) -> list[str]:
    interfaces = student.call("look_at_interfaces")
    if interfaces == ["lo"]:
        return []
    return [f"the sandbox sees network interfaces: {interfaces!r:.300}"]


def _of_mounts(student: SandboxedStudent, runtime: Runtime) -> list[str]:
    allowed, read_only = _allowed_places(runtime), _read_only_folders(runtime)
    seen = (Mount(*words) for words in student.call("look_at_mounts"))
    faults = (fault_of_mount(mount, allowed, read_only) for mount in seen)
    return [fault for fault in faults if fault]


def fault_of_mount(
    mount: Mount, allowed: Collection[str], read_only: Collection[str]
) -> str:
    """What is wrong with the mount; "" if nothing. `read_only`: folders that are bound whole.

    A container engine keeps its devices on a tmpfs, and mounts single files (its init, a GPU's
    driver) over the system's folders. Binding those folders binds these mounts too.
    """
    place = mount.place
    within = any(place.startswith(f"{folder}/") for folder in read_only)
    covered = place.startswith(COVERED)
    if not covered and place not in allowed and not within:
        return f"the sandbox sees {place}, which no policy names"
    private = place in PRIVATE and mount.kind == "tmpfs"
    device = place.startswith("/dev/") and mount.is_device
    if mount.mode == "rw" and not (private or device or mount.kind == "devpts"):
        return f"{place} ({mount.kind}) can be written"
    return ""


def _prefixes(runtime: Runtime) -> list[str]:
    return [str(Path(p) / part) for p in runtime.prefixes for part in PREFIX_PARTS]


def _read_only_folders(runtime: Runtime) -> frozenset[str]:
    return frozenset({*SYSTEM, *LINKED, *_prefixes(runtime)})


def _allowed_places(runtime: Runtime) -> frozenset[str]:
    return frozenset(
        {
            *("/", "/proc", "/dev", HELPERS, INBOX, RUNTIME),
            *PRIVATE,
            *(f"/dev/{name}" for name in DEVICES),
            *SYSTEM,
            *LINKED,
            *(str(Path(place).resolve()) for place in SETTINGS),
            *SETTINGS,
            *_prefixes(runtime),
        }
    )


def _of_status(student: SandboxedStudent) -> list[str]:
    status = student.call("look_at_status")
    faults = [
        f"the sandbox has capabilities: {name} is {value}"
        for name, value in status.items()
        if name.startswith("Cap") and int(value, 16)
    ]
    wanted = {
        "NoNewPrivs": "1",
        "Seccomp": FILTERED,
        "Uid": str(NOBODY),
        "Gid": str(NOBODY),
    }
    for name, value in wanted.items():
        if status.get(name) != value:
            faults.append(f"{name} is {status.get(name)!r} inside, not {value}")
    return faults


def _of_environment(student: SandboxedStudent) -> list[str]:
    return [
        f"the sandbox has the variable {name}"
        for name in student.call("look_at_environment")
        if name not in VARIABLES and not name.startswith(VARIABLE_FAMILIES)
    ]
