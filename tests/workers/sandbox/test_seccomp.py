"""System calls that notebooks never need do not exist inside; outside they do."""

import ctypes
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.workers.conftest import Start
from workers.sandbox import seccomp

CALLS = """
import ctypes, errno, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
# x86-64 and 64-bit ARM give the newer calls the same numbers.
BY_NAME = {"ptrace": (101, 117), "process_vm_readv": (310, 270), "kcmp": (312, 272),
    "bpf": (321, 280), "keyctl": (250, 219), "add_key": (248, 217),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "clone3": (435, 435), "fsopen": (430, 430),
    "open_tree": (428, 428), "move_mount": (429, 429), "mknodat": (259, 33),
    "init_module": (175, 105), "kexec_load": (246, 104), "reboot": (169, 142),
    "swapon": (167, 224), "syslog": (103, 116), "acct": (163, 89),
    "shmget": (29, 194), "msgget": (68, 186), "pidfd_getfd": (438, 438),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "lookup_dcookie": (212, 18), "quotactl": (179, 60), "memfd_secret": (447, 447),
    "memfd_create": (319, 279), "fanotify_init": (300, 262), "personality": (135, 92), "vhangup": (153, 58)}

def error_of(name):
    import platform
    number = BY_NAME[name][platform.machine() == "aarch64"]
    ctypes.set_errno(0)
    libc.syscall(number, -1, 0, 0, 0, 0, 0)
    return errno.errorcode.get(ctypes.get_errno(), "none")

def family(number):
    try:
        socket.socket(number, socket.SOCK_DGRAM).close()
    except OSError as error:
        return errno.errorcode[error.errno]
    return "made"

def clone_with(flag):
    SIGCHLD = 17
    ctypes.set_errno(0)
    pid = libc.syscall(56, flag | SIGCHLD, 0, 0, 0, 0)
    if pid == 0:
        import os
        os._exit(0)
    return errno.errorcode.get(ctypes.get_errno(), "none")

def inject(request):
    import fcntl, os
    reading, writing = os.pipe()
    try:
        fcntl.ioctl(reading, request, b"x")
    except OSError as error:
        return errno.errorcode[error.errno]
    return "done"
"""
NAMES: dict[str, Any] = {}
exec(CALLS, NAMES)


@pytest.fixture(scope="module")
def inside() -> Any:
    from tests.workers.conftest import starter
    from workers.environments.environments import find_runtime

    with starter(find_runtime("numpy")) as start:
        student = start(CALLS)
        yield student.call


@pytest.mark.parametrize("name", NAMES["BY_NAME"])
def test_a_call_that_notebooks_never_need_does_not_exist(
    inside: Callable[..., Any], name: str
) -> None:
    assert inside("error_of", name) == "ENOSYS"


def test_outside_those_calls_are_known_to_the_kernel() -> None:
    """Else the test above would say nothing. Asked in a process that may not matter."""
    script = (
        f"{CALLS}\nprint([error_of(n) for n in ('ptrace', 'keyctl', 'unshare', 'bpf')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "ENOSYS" not in done.stdout


AF_INET, AF_PACKET, AF_BLUETOOTH, AF_ALG, AF_VSOCK, AF_XDP = 2, 17, 31, 38, 40, 44


@pytest.mark.parametrize("number", [AF_PACKET, AF_BLUETOOTH, AF_ALG, AF_VSOCK, AF_XDP])
def test_only_local_kinds_of_sockets_can_be_made(
    inside: Callable[..., Any], number: int
) -> None:
    assert inside("family", AF_INET) == "made"
    assert inside("family", number) == "ENOSYS"


@pytest.mark.parametrize("name", seccomp.NEW_NAMESPACES)
def test_a_fork_may_not_bring_a_namespace(
    inside: Callable[..., Any], name: str
) -> None:
    assert inside("clone_with", 0) == "none"
    assert inside("clone_with", seccomp.NEW_NAMESPACES[name]) == "EPERM"


@pytest.mark.parametrize("name", seccomp.TERMINAL_INJECTION)
def test_nothing_is_typed_into_a_terminal(
    inside: Callable[..., Any], name: str
) -> None:
    assert inside("inject", seccomp.TERMINAL_INJECTION[name]) == "EPERM"
    # High bits, which the kernel cuts off, are no way around.
    assert ctypes.sizeof(ctypes.c_ulong) == 8


def test_both_filters_hold_and_cannot_be_undone(start: Start) -> None:
    student = start(
        "def status():\n    with open('/proc/self/status') as lines:\n"
        "        return dict(l.rstrip('\\n').split(':\\t') for l in lines if ':\\t' in l)"
    )
    status = student.call("status")
    assert (status["Seccomp"], status["Seccomp_filters"]) == ("2", "2")
    assert status["NoNewPrivs"] == "1"
