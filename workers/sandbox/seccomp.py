"""Allows inside the sandbox only the system calls named here, which notebooks need.

Two filters, since one cannot both allow a call and refuse some of its arguments. The kernel
takes the stricter answer. A call not named here fails with ENOSYS, as on an older kernel, so that
libraries fall back on one that is.

Left out on purpose, among others: ptrace, process_vm_readv, pidfd_getfd, kcmp, bpf, keyctl,
add_key, perf_event_open, userfaultfd, io_uring, mount and its newer kin, pivot_root, chroot,
unshare, setns, mknod, kexec, modules, quotas, swap, clocks, System V memory and queues, and
memfd_create, whose memory does not show in the memory of processes.

Files of the machine are shared, read-only, by all sandboxes and the machine itself. So what
tells or changes who else uses them is left out, too: locks, leases, inotify, and what asks for
the page cache or moves it (fadvise64, readahead, mincore, cachestat, preadv2, some of madvise).
docs/decisions/0051-what-sandboxes-share.md says what is left to share.
"""

import errno
import os
from collections.abc import Iterator
from functools import cache
from itertools import product

import pyseccomp

FILES = """
access faccessat faccessat2 open openat openat2 creat close close_range
read write pread64 pwrite64 readv writev preadv pwritev lseek
stat fstat lstat newfstatat statx statfs fstatfs getdents getdents64 getcwd chdir fchdir
mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat
readlink readlinkat chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat
utime utimes utimensat futimesat umask truncate ftruncate fallocate
fsync fdatasync msync dup dup2 dup3 pipe pipe2 ioctl sendfile copy_file_range
getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
"""
MEMORY = """
brk mmap munmap mremap mprotect mlock mlock2 munlock
get_mempolicy set_mempolicy mbind
"""
PROCESSES = """
clone fork vfork execve execveat exit exit_group wait4 waitid
getpid getppid gettid getpgid getpgrp setpgid getsid setsid
getuid geteuid getgid getegid getgroups getresuid getresgid
prctl arch_prctl set_tid_address set_robust_list get_robust_list rseq
getrlimit setrlimit prlimit64 getrusage times getpriority setpriority
sched_yield sched_getaffinity sched_setaffinity sched_getscheduler sched_getparam
sched_setscheduler sched_get_priority_max sched_get_priority_min sched_rr_get_interval
getcpu sysinfo uname capget pidfd_open pidfd_send_signal
"""
SIGNALS = """
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend
rt_sigqueueinfo rt_tgsigqueueinfo sigaltstack kill tkill tgkill pause restart_syscall
signalfd signalfd4 alarm
"""
TIME = """
nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time
getitimer setitimer timer_create timer_settime timer_gettime timer_getoverrun timer_delete
timerfd_create timerfd_settime timerfd_gettime
"""
WAITING = """
poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
epoll_pwait2 eventfd eventfd2 futex futex_waitv getrandom
"""
SOCKETS = """
socketpair bind listen accept accept4 connect getsockname getpeername getsockopt setsockopt
sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg shutdown
"""
NEEDED = f"{FILES}{MEMORY}{PROCESSES}{SIGNALS}{TIME}{WAITING}{SOCKETS}".split()

# Unix sockets, and TCP and UDP: loopback is the only network interface inside. No packet,
# vsock, Bluetooth, crypto or other families, and no protocol that a module would be loaded for.
AF_UNIX, AF_INET, AF_INET6 = 1, 2, 10
KINDS = {"SOCK_STREAM": 1, "SOCK_DGRAM": 2}
KIND_BITS = 0xF  # the others are flags
PROTOCOLS = {"any": 0, "TCP": 6, "UDP": 17}
# Jupyter's message library asks for the interfaces before it listens on the loopback one.
AF_NETLINK, NETLINK_ROUTE = 16, 0

# F_GETLK only asks, and what sandboxes share has no locks. F_SETLK and its like are left out,
# and leases, notes on folders, owners of signals, and the size of pipes, of which a user has
# a limited amount for all sandboxes together.
FILE_COMMANDS = {
    "F_DUPFD": 0,
    "F_GETFD": 1,
    "F_SETFD": 2,
    "F_GETFL": 3,
    "F_SETFL": 4,
    "F_GETLK": 5,
    "F_DUPFD_QUERY": 1027,
    "F_DUPFD_CLOEXEC": 1030,
    "F_GETPIPE_SZ": 1032,
}
# Not those that put pages of shared files into memory or out of it, nor MADV_MERGEABLE.
ADVICE = {
    "MADV_NORMAL": 0,
    "MADV_RANDOM": 1,
    "MADV_SEQUENTIAL": 2,
    "MADV_DONTNEED": 4,
    "MADV_FREE": 8,
    "MADV_REMOVE": 9,
    "MADV_DONTFORK": 10,
    "MADV_DOFORK": 11,
    "MADV_HUGEPAGE": 14,
    "MADV_NOHUGEPAGE": 15,
    "MADV_DONTDUMP": 16,
    "MADV_DODUMP": 17,
    "MADV_WIPEONFORK": 18,
    "MADV_KEEPONFORK": 19,
    "MADV_POPULATE_WRITE": 23,
    "MADV_DONTNEED_LOCKED": 24,
    "MADV_COLLAPSE": 25,
    "MADV_GUARD_INSTALL": 102,
    "MADV_GUARD_REMOVE": 103,
}

NEW_NAMESPACES = {
    "CLONE_NEWTIME": 0x00000080,
    "CLONE_NEWNS": 0x00020000,
    "CLONE_NEWCGROUP": 0x02000000,
    "CLONE_NEWUTS": 0x04000000,
    "CLONE_NEWIPC": 0x08000000,
    "CLONE_NEWUSER": 0x10000000,
    "CLONE_NEWPID": 0x20000000,
    "CLONE_NEWNET": 0x40000000,
}
OF_THE_PARENT = {"CLONE_PARENT": 0x00008000}  # a kernel's parent is a process of ours
TERMINAL_INJECTION = {"TIOCSTI": 0x5412, "TIOCLINUX": 0x541C, "TIOCSETD": 0x5423}
# What keeps other programs off a processor core.
PRCTL_OPTIONS = {"PR_SCHED_CORE": 62}
SOL_SOCKET, SOL_TCP = 1, 6
SOCKET_OPTIONS = {  # programs that the kernel runs on what comes in, and other protocols
    "SO_ATTACH_FILTER": (SOL_SOCKET, 26),
    "SO_ATTACH_BPF": (SOL_SOCKET, 50),
    "SO_ATTACH_REUSEPORT_CBPF": (SOL_SOCKET, 51),
    "SO_ATTACH_REUSEPORT_EBPF": (SOL_SOCKET, 52),
    "TCP_ULP": (SOL_TCP, 31),
}
# Answered "done" without being done. All that can be written is in memory, where they do
# nothing; on a file of the machine they would have its disk flushed.
FLUSHING = ("fsync", "fdatasync")
# Answered so, too: who asked for less of the processor than others get, or for the one core that
# others use, could not be told from one that a crowded machine kept waiting.
PRIORITY = ("setpriority", "sched_setscheduler", "sched_setaffinity")
MS_SYNC = 4
LOW_HALF = 0xFFFFFFFF  # the kernel reads 32 bits of these arguments


@cache
def filters() -> tuple[bytes, bytes]:
    """The two BPF programs, both of which must be loaded."""
    return _what_is_needed(), _what_is_refused()


def _what_is_needed() -> bytes:
    allowed = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.ENOSYS))
    for name in NEEDED:
        if _known(name):
            allowed.add_rule(pyseccomp.ALLOW, name)
    for command in FILE_COMMANDS.values():
        allowed.add_rule(pyseccomp.ALLOW, "fcntl", _is(1, command))
    for advice in ADVICE.values():
        allowed.add_rule(pyseccomp.ALLOW, "madvise", _is(2, advice))
    for arguments in _sockets():
        allowed.add_rule(pyseccomp.ALLOW, "socket", *arguments)
    return _program(allowed)


def _sockets() -> Iterator[tuple[pyseccomp.Arg, ...]]:
    yield (_is(0, AF_UNIX),)
    yield _is(0, AF_NETLINK), _is(2, NETLINK_ROUTE)
    for family, kind, protocol in product(
        (AF_INET, AF_INET6), KINDS.values(), PROTOCOLS.values()
    ):
        yield _is(0, family), _masked(1, KIND_BITS, kind), _is(2, protocol)


def _what_is_refused() -> bytes:
    refused = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refusal, done = pyseccomp.ERRNO(errno.EPERM), pyseccomp.ERRNO(0)
    for flag in (NEW_NAMESPACES | OF_THE_PARENT).values():
        refused.add_rule(refusal, "clone", _masked(0, flag, flag))
    for request in TERMINAL_INJECTION.values():
        refused.add_rule(refusal, "ioctl", _is(1, request))
    for option in PRCTL_OPTIONS.values():
        refused.add_rule(refusal, "prctl", _is(0, option))
    for level, option in SOCKET_OPTIONS.values():
        refused.add_rule(refusal, "setsockopt", _is(1, level), _is(2, option))
    for name in FLUSHING + PRIORITY:
        refused.add_rule(done, name)
    refused.add_rule(done, "msync", _masked(2, MS_SYNC, MS_SYNC))
    return _program(refused)


def _is(position: int, value: int) -> pyseccomp.Arg:
    return _masked(position, LOW_HALF, value)


def _masked(position: int, mask: int, value: int) -> pyseccomp.Arg:
    return pyseccomp.Arg(position, pyseccomp.MASKED_EQ, mask, value)


def _known(name: str) -> bool:
    """Whether this machine and this version of libseccomp know the call."""
    try:
        return int(pyseccomp.resolve_syscall(pyseccomp.system_arch(), name)) >= 0
    except (OSError, ValueError):
        return False


def _program(rules: pyseccomp.SyscallFilter) -> bytes:
    descriptor = os.memfd_create("seccomp")
    with open(descriptor, "rb+") as file:  # noqa: PTH123 -- a descriptor, not a path
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
