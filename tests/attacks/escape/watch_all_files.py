"""
tries = "Watches every file of a file system with fanotify"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""


def attack(targets):
    try:
        os.close(syscall("fanotify_init", 0x4, 0))
    except OSError as why:
        if why.errno == errno.ENOSYS and open("/proc/self/status").read().count(
            "Seccomp:\t0"
        ):
            return "unsupported: this kernel has no fanotify"
        raise
    return boast(targets)
