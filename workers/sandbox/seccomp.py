"""Allows inside the sandbox only the system calls named here, which notebooks need.

Two filters, since one cannot both allow a call and refuse some of its arguments. The kernel
takes the stricter answer. A call not named here fails with ENOSYS, as on an older kernel, so that
libraries fall back on one that is.

Left out on purpose, among others: ptrace, process_vm_readv, pidfd_getfd, kcmp, bpf, keyctl,
add_key, perf_event_open, userfaultfd, io_uring, mount and its newer kin, pivot_root, chroot,
unshare, setns, mknod, kexec, modules, quotas, swap, clocks, System V memory and queues, and
memfd_create, whose memory does not show in the memory of processes.
"""

import errno
import os
from functools import cache

import pyseccomp

FILES = """
access faccessat faccessat2 open openat openat2 creat close close_range
read write pread64 pwrite64 readv writev preadv pwritev preadv2 pwritev2 lseek
stat fstat lstat newfstatat statx statfs fstatfs getdents getdents64 getcwd chdir fchdir
mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat
readlink readlinkat chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat
utime utimes utimensat futimesat umask truncate ftruncate fallocate
fsync fdatasync sync_file_range msync flock fcntl dup dup2 dup3 pipe pipe2 ioctl
sendfile copy_file_range splice tee readahead fadvise64
getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
inotify_init inotify_init1 inotify_add_watch inotify_rm_watch
"""
MEMORY = """
brk mmap munmap mremap mprotect madvise mincore mlock mlock2 munlock membarrier
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

# Unix sockets, and IP sockets: loopback is the only network interface inside. No packet,
# vsock, Bluetooth, crypto or other families.
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10}
# Jupyter's message library asks for the interfaces before it listens on the loopback one.
AF_NETLINK, NETLINK_ROUTE = 16, 0

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
TERMINAL_INJECTION = {"TIOCSTI": 0x5412, "TIOCLINUX": 0x541C, "TIOCSETD": 0x5423}
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
    for family in FAMILIES.values():
        allowed.add_rule(pyseccomp.ALLOW, "socket", _is(0, family))
    allowed.add_rule(
        pyseccomp.ALLOW, "socket", _is(0, AF_NETLINK), _is(2, NETLINK_ROUTE)
    )
    return _program(allowed)


def _what_is_refused() -> bytes:
    refused = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refusal = pyseccomp.ERRNO(errno.EPERM)
    for flag in NEW_NAMESPACES.values():
        refused.add_rule(
            refusal, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag)
        )
    for request in TERMINAL_INJECTION.values():
        refused.add_rule(refusal, "ioctl", _is(1, request))
    return _program(refused)


def _is(position: int, value: int) -> pyseccomp.Arg:
    return pyseccomp.Arg(position, pyseccomp.MASKED_EQ, LOW_HALF, value)


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
