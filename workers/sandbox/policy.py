"""What a sandbox may see and use. Anything not named here does not exist inside.

    sees, read-only   the system's programs and libraries, the runtime's environment and
                      the interpreter behind it, our helper files, its own inbox
    sees, private     an empty scratch folder, /tmp and /dev/shm, all in memory, limited
                      in size, gone when the sandbox ends
    does not have     network, capabilities, our environment variables, other processes,
                      devices beyond null, zero, random, its slot's GPU; any other file;
                      system calls that notebooks never need (seccomp.py)
    talks through     five Unix sockets, handed over already open

How much it may use is `protocol.steps.Limits`: kept by watchdog.py and cgroups.py.
"""

import shutil
import subprocess
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from protocol.steps import Incident
from workers.environments.environments import Runtime

NOBODY = 65534
SCRATCH = "/scratch"
PRIVATE = (SCRATCH, "/tmp", "/dev/shm")  # noqa: S108 -- inside: in memory, gone afterwards
INBOX = "/inbox"
HELPERS = "/run/reviewhub"
EMPTY = "__init__.py"  # of the helpers
RUNTIME = "/opt/runtime"  # the same on every machine: tracebacks show it to students
HELPERS_HERE = Path(__file__).parent / "inside"

SYSTEM = ("/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/share")
LINKED = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")  # to /usr on most systems
SETTINGS = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts")
PREFIX_PARTS = ("bin", "lib", "lib64")  # of an interpreter's prefix: nothing else
# Parts of /proc that tell of the whole machine: which it is, and what others on it do. Libraries
# ask for its processors and memory (cpuinfo, meminfo, stat), and GPUs' drivers for more.
COVERED = (
    *("sys/fs", "sys/kernel/random", "sys/kernel/pty"),
    *("keys", "key-users", "locks", "cmdline", "modules", "kallsyms", "timer_list"),
    *("vmstat", "zoneinfo", "buddyinfo", "pagetypeinfo", "slabinfo", "vmallocinfo"),
    *("diskstats", "interrupts", "softirqs", "schedstat", "sched_debug", "pressure"),
    *("fs", "irq", "acpi", "scsi", "tty"),
)
THREADS = 2  # of a numerical library; more would compete for the processors

ISOLATION = (
    "--unshare-user",
    "--unshare-all",
    "--die-with-parent",
    "--new-session",
    "--cap-drop",
    "ALL",
    "--clearenv",
    "--uid",
    str(NOBODY),
    "--gid",
    str(NOBODY),
    "--hostname",
    "sandbox",
)
PYTHON = f"{RUNTIME}/bin/python"
PROGRAM = (PYTHON, f"{HELPERS}/launch.py")
TEMPLATE = (PYTHON, f"{HELPERS}/template.py")
INBOXES = "/inboxes"  # where the template sees the inboxes of its sandboxes
TEMPLATE_MB = 256  # of its own private folders, in which nothing is kept


class Meter(Protocol):
    """Measures one sandbox's use of its GPU."""

    def read(self, pids: Collection[int]) -> int | None:
        """MB that these processes hold now, or None if that is not known."""


@dataclass(frozen=True)
class Device:
    """What a slot adds to a sandbox; only a GPU slot adds device files."""

    name: str = "CPU"
    binds: tuple[str, ...] = ()  # options of bubblewrap
    environment: Mapping[str, str] = field(default_factory=dict)
    share_mb: int = 0  # of a GPU's memory
    meter: Callable[[], Meter] | None = field(default=None, compare=False)


NO_DEVICE = Device()


@dataclass(frozen=True)
class Policy:
    runtime: Runtime
    scratch_mb: int
    inbox: Path  # written by us, read-only inside
    device: Device = NO_DEVICE
    nodes: tuple[str, ...] = ()  # options that lay devices over the machine's
    within_template: bool = (
        False  # whether paths are those that the template sees, not ours
    )

    def arguments(self) -> list[str]:
        """The options of bubblewrap, without open descriptors and the seccomp filters."""
        return [
            *ISOLATION,
            *self._private_and_system(),
            *("--proc", "/proc"),
            # Where the worker is root, the kernel treats the sandbox as root, too: it could
            # change the machine's settings below /proc/sys.
            *("--remount-ro", "/proc"),
            *self._covered(),
            *self._devices(),
            *self._helpers(),
            *("--ro-bind", str(self.inbox), INBOX),
            *self._closing(),
        ]

    def of_template(self) -> list[str]:
        """Bubblewrap's options for the template, which makes sandboxes inside its own.

        No student's code runs there. The template sees the machine's process ids, because it
        reports those of its sandboxes to the worker, and the inboxes that it passes on to them.
        """
        return [
            *(word for word in ISOLATION if word != "--unshare-all"),
            *(
                "--unshare-ipc",
                "--unshare-net",
                "--unshare-uts",
                "--unshare-cgroup-try",
            ),
            *self._private_and_system(),
            *("--bind", "/proc", "/proc"),
            *self._devices(),
            *self._helpers(),
            *("--ro-bind", str(self.inbox), INBOXES),
            *self._closing(),
        ]

    def _private_and_system(self) -> Iterator[str]:
        yield from self._memory_folder("/tmp")  # noqa: S108 -- first: a runtime may lie below
        yield from self._system()
        yield from self._runtime()

    def _covered(self) -> Iterator[str]:
        """Empty folders and files over parts of /proc."""
        for name in COVERED:
            place = f"/proc/{name}"
            if Path(place).is_dir():
                yield from ("--tmpfs", place, "--remount-ro", place)
            elif Path(place).exists():
                yield from ("--ro-bind", f"{self._helpers_from}/{EMPTY}", place)

    def _devices(self) -> Iterator[str]:
        yield from ("--dev", "/dev")
        yield from self.device.binds
        yield from self.nodes
        yield from self._memory_folder("/dev/shm")  # noqa: S108 -- inside, and private
        yield from ("--remount-ro", "/dev")
        yield from self._memory_folder(SCRATCH)

    def _helpers(self) -> tuple[str, ...]:
        return ("--ro-bind", self._helpers_from, HELPERS)

    @property
    def _helpers_from(self) -> str:
        return HELPERS if self.within_template else str(HELPERS_HERE)

    def _closing(self) -> Iterator[str]:
        yield from ("--remount-ro", "/")
        yield from ("--chdir", SCRATCH)
        yield from self._environment()

    def _system(self) -> Iterator[str]:
        for folder in SYSTEM:
            if Path(folder).is_dir():
                yield from ("--ro-bind", folder, folder)
        for folder in LINKED:
            if Path(folder).is_symlink():
                yield from ("--symlink", str(Path(folder).readlink()), folder)
            elif Path(folder).is_dir():
                yield from ("--ro-bind", folder, folder)
        for setting in SETTINGS:
            yield from ("--ro-bind-try", setting, setting)

    def _runtime(self) -> Iterator[str]:
        for prefix in self.runtime.prefixes:
            for part in PREFIX_PARTS:
                folder = Path(prefix) / part
                if folder.is_dir() and str(folder) not in (*SYSTEM, *LINKED):
                    yield from ("--ro-bind", str(folder), str(folder))
        source = RUNTIME if self.within_template else str(self.runtime.folder)
        yield from ("--ro-bind", source, RUNTIME)

    def _memory_folder(self, place: str) -> tuple[str, ...]:
        size = str(self.scratch_mb * 1024 * 1024)
        return ("--size", size, "--perms", "0700", "--tmpfs", place)

    def _environment(self) -> Iterator[str]:
        values = {
            "PATH": f"{RUNTIME}/bin:/usr/bin:/bin",
            "HOME": SCRATCH,
            "USER": "student",
            "LOGNAME": "student",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            "HDF5_USE_FILE_LOCKING": "FALSE",  # there are no locks (seccomp.py)
            "IPYTHONDIR": f"{SCRATCH}/.ipython",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "OMP_NUM_THREADS": str(THREADS),
            "OPENBLAS_NUM_THREADS": str(THREADS),
            "MKL_NUM_THREADS": str(THREADS),
            **self.runtime.environment,
            **self.device.environment,
        }
        for name, value in values.items():
            yield from ("--setenv", name, value)

    def summary(self) -> dict[str, Any]:
        """For the run's record, shown to reviewers and staff."""
        return {
            "isolation": bubblewrap_version(),
            "network": "none",
            "user": NOBODY,
            "capabilities": "none",
            "system_calls": "filtered",
            "writable": f"{SCRATCH}, /tmp and /dev/shm, {self.scratch_mb} MB each",
        }


@cache
def bubblewrap() -> str:
    found = shutil.which("bwrap")
    if found is None:
        raise Incident(
            "bubblewrap is not installed, and nothing is graded without it."
            " Install it: `apt-get install bubblewrap`."
        )
    return found


@cache
def bubblewrap_version() -> str:
    done = subprocess.run(  # noqa: S603 -- a fixed command
        [bubblewrap(), "--version"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "bubblewrap"


def explain(stderr: str) -> str:
    """What staff should change when bubblewrap could not start, derived from its error."""
    refused = ("Creating new namespace failed", "No permissions to create", "uid map")
    if any(words in stderr for words in refused):
        return (
            "User namespaces are not permitted on this machine. As root, set"
            " `sysctl kernel.unprivileged_userns_clone=1` (Debian),"
            " `sysctl kernel.apparmor_restrict_unprivileged_userns=0` or an AppArmor"
            " profile for bwrap (Ubuntu 24.04 and later), and"
            " `user.max_user_namespaces` above 0; in a container, allow the"
            " `unshare`, `mount` and `pivot_root` system calls (seccomp profile)."
        )
    if "proc" in stderr and "mount" in stderr.lower():
        return (
            "This container hides parts of /proc, so that a sandbox cannot have its"
            " own: run the container with `systempaths=unconfined`."
        )
    return "The sandbox could not start."
