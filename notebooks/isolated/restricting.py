"""Takes away from this process all rights that reading an upload does not need."""

import errno
import os
import resource
import signal
from ctypes.util import find_library
from dataclasses import dataclass
from functools import cache
from typing import Any

ALLOWED_CALLS = (
    # memory
    *("brk", "mmap", "munmap", "mremap", "mprotect", "madvise"),
    # the one socket that is open, and time
    *("read", "write", "recvfrom", "sendto", "recvmsg", "sendmsg", "poll", "close"),
    *("fcntl", "ioctl", "clock_gettime", "gettimeofday", "clock_nanosleep"),
    # Python's and Rust's own machinery
    *("futex", "getrandom", "getpid", "gettid", "sched_yield", "sched_getaffinity"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "tgkill"),
    *("rseq", "set_robust_list", "restart_syscall", "exit", "exit_group"),
)
"""With these calls alone a process can open no file, start no program, connect nowhere and signal
no other process."""


@dataclass(frozen=True)
class Limits:
    """The limits for reading one upload, kept by the kernel."""

    cpu_seconds: float = 1.5
    wall_seconds: float = 5.0
    memory_bytes: int = 512 * 1024 * 1024


@cache
def has_call_filter() -> bool:
    """Whether the machine has the library that filters system calls."""
    return find_library("seccomp") is not None


@cache
def call_filter() -> Any:
    """The filter of system calls, ready to be loaded; None where the library is missing.

    The server makes it once, before it forks. Looking for the library starts a process, which takes
    longer than reading a small upload, and which a restricted process of an ordinary user may not start.
    """
    if not has_call_filter():
        return None
    import pyseccomp  # noqa: PLC0415 -- it needs the library that is looked for first

    rules = pyseccomp.SyscallFilter(defaction=pyseccomp.ERRNO(errno.EPERM))
    for name in ALLOWED_CALLS:
        rules.add_rule(pyseccomp.ALLOW, name)
    return rules


def restrict(limits: Limits) -> None:
    """Restricts this process for good. At a time limit, SIGPROF or SIGALRM ends it."""
    rules = call_filter()  # before the limits, which forbid to look for it
    os.nice(10)  # requests for pages have priority
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (int(limits.cpu_seconds) + 1,) * 2)
    for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(kind, (0, 0))
    for name in (signal.SIGPROF, signal.SIGALRM, signal.SIGXCPU):
        signal.signal(name, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds)
    if rules is not None:
        rules.load()
