"""System calls that notebooks never need do not exist inside; outside they do."""

import ctypes
import os
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
    "mincore": (27, 232), "readahead": (187, 213), "fadvise64": (221, 223),
    "cachestat": (451, 451), "preadv2": (327, 286), "pwritev2": (328, 287),
    "process_madvise": (440, 440), "flock": (73, 32), "membarrier": (324, 283),
    "inotify_init1": (294, 26), "inotify_add_watch": (254, 27), "fanotify_mark": (301, 263),
    "splice": (275, 76), "tee": (276, 77), "sync_file_range": (277, 84), "mq_open": (240, 180),
    "request_key": (249, 218), "sched_setattr": (314, 274), "ioprio_set": (251, 30),
    "io_setup": (206, 0), "vmsplice": (278, 75), "landlock_create_ruleset": (444, 444),
    "memfd_create": (319, 279), "fanotify_init": (300, 262), "personality": (135, 92), "vhangup": (153, 58)}

def error_of(name):
    import platform
    number = BY_NAME[name][platform.machine() == "aarch64"]
    ctypes.set_errno(0)
    libc.syscall(number, -1, 0, 0, 0, 0, 0)
    return errno.errorcode.get(ctypes.get_errno(), "none")

def family(number, kind=socket.SOCK_DGRAM, protocol=0):
    try:
        socket.socket(number, kind, protocol).close()
    except OSError as error:
        return errno.errorcode[error.errno]
    return "made"

def command(number, argument=0):
    import fcntl
    with open("/usr/bin/env", "rb") as file:
        try:
            fcntl.fcntl(file, number, argument)
        except OSError as error:
            return errno.errorcode[error.errno]
    return "done"

def lock(kind):
    import fcntl
    with open("/scratch/own", "w") as file:
        try:
            getattr(fcntl, kind)(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return errno.errorcode[error.errno]
    return "locked"

def advise(advice):
    import mmap
    with mmap.mmap(-1, mmap.PAGESIZE) as mapped:
        try:
            mapped.madvise(advice)
        except OSError as error:
            return errno.errorcode[error.errno]
    return "advised"

def yield_to_others():
    import os
    try:
        os.setpriority(os.PRIO_PROCESS, 0, 19)
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    except OSError as error:
        return errno.errorcode[error.errno]
    return [os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0)]

def flush():
    "Fails on a pipe and on memory that is not there, unless the kernel is not asked."
    import os
    reading, writing = os.pipe()
    try:
        os.fsync(reading)
        os.fdatasync(reading)
    except OSError as error:
        return errno.errorcode[error.errno]
    finally:
        os.close(reading)
        os.close(writing)
    return memory_sync(4)  # MS_SYNC

def memory_sync(flag):
    failed = libc.msync(ctypes.c_void_p(0x1000), 4096, flag)
    return errno.errorcode[ctypes.get_errno()] if failed else "done"

def option(level, name):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        try:
            ours.setsockopt(level, name, b"x" * 16)
        except OSError as error:
            return errno.errorcode[error.errno]
    return "set"

def core_scheduling():
    ctypes.set_errno(0)
    libc.prctl(62, 1, 0, 0, 0)
    return errno.errorcode.get(ctypes.get_errno(), "none")

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


UDPLITE, SCTP, MPTCP, ICMP = 136, 132, 262, 1
STREAM, DGRAM, SEQPACKET, NONBLOCK = 1, 2, 5, 0o4000


@pytest.mark.parametrize(
    ("kind", "protocol"),
    [(STREAM, SCTP), (STREAM, MPTCP), (DGRAM, UDPLITE), (DGRAM, ICMP), (SEQPACKET, 0)],
)
def test_of_internet_protocols_there_are_tcp_and_udp(
    inside: Callable[..., Any], kind: int, protocol: int
) -> None:
    assert inside("family", AF_INET, STREAM | NONBLOCK, 6) == "made"
    assert inside("family", AF_INET, DGRAM, 17) == "made"
    assert inside("family", AF_INET, kind, protocol) == "ENOSYS"


LEFT_OUT = {
    "F_SETLK": 6,
    "F_SETLKW": 7,
    "F_SETOWN": 8,
    "F_SETSIG": 10,
    "F_OFD_SETLK": 37,
    "F_OFD_SETLKW": 38,
    "F_SETLEASE": 1024,
    "F_NOTIFY": 1026,
    "F_SETPIPE_SZ": 1031,
    "F_ADD_SEALS": 1033,
    "F_SET_RW_HINT": 1036,
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_of_file_commands_only_harmless_ones_are_there(
    inside: Callable[..., Any], name: str
) -> None:
    assert inside("command", seccomp.FILE_COMMANDS["F_GETFL"]) == "done"
    assert LEFT_OUT[name] not in seccomp.FILE_COMMANDS.values()
    assert inside("command", LEFT_OUT[name]) == "ENOSYS"


@pytest.mark.parametrize("kind", ["flock", "lockf"])
def test_there_are_no_locks_not_even_on_own_files(
    inside: Callable[..., Any], kind: str
) -> None:
    """A filter cannot tell own files from shared ones."""
    assert inside("lock", kind) == "ENOSYS"


WILLNEED, MERGEABLE, COLD, PAGEOUT, POPULATE_READ = 3, 12, 20, 21, 22


@pytest.mark.parametrize("advice", [WILLNEED, MERGEABLE, COLD, PAGEOUT, POPULATE_READ])
def test_advice_that_moves_shared_pages_is_not_taken(
    inside: Callable[..., Any], advice: int
) -> None:
    assert inside("advise", seccomp.ADVICE["MADV_DONTNEED"]) == "advised"
    assert inside("advise", seccomp.ADVICE["MADV_HUGEPAGE"]) in ("advised", "EINVAL")
    assert inside("advise", advice) == "ENOSYS"


def test_nobody_inside_asks_for_less_of_the_processor_than_others_get(
    inside: Callable[..., Any],
) -> None:
    """It could not be told from what a crowded machine takes."""
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    assert inside("yield_to_others") == [nice, os.sched_getscheduler(0)]


def test_flushing_is_answered_and_reaches_no_disk(inside: Callable[..., Any]) -> None:
    assert inside("flush") == "done"
    assert inside("memory_sync", 1) == "ENOMEM"  # MS_ASYNC, which does nothing anyway
    assert NAMES["flush"]() == "EINVAL"


@pytest.mark.parametrize("name", seccomp.SOCKET_OPTIONS)
def test_no_program_is_put_on_a_socket(inside: Callable[..., Any], name: str) -> None:
    assert inside("option", 1, 2) == "set"  # SO_REUSEADDR
    assert inside("option", *seccomp.SOCKET_OPTIONS[name]) == "EPERM"


def test_nobody_has_a_processor_core_to_itself(inside: Callable[..., Any]) -> None:
    assert inside("core_scheduling") == "EPERM"


@pytest.mark.parametrize("name", seccomp.OF_THE_PARENT)
def test_a_child_is_its_makers_own(inside: Callable[..., Any], name: str) -> None:
    flag = seccomp.OF_THE_PARENT[name]
    assert inside("clone_with", flag) == "EPERM"
    # High bits, which the kernel cuts off for this call, are no way around.
    assert inside("clone_with", flag | 1 << 40) == "EPERM"


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
