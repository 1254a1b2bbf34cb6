"""
tries = "Does its system calls through io_uring, where no filter looks"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""


def attack(targets):
    about = ctypes.create_string_buffer(120)
    try:
        os.close(syscall("io_uring_setup", 4, about))
    except OSError as why:
        if why.errno == errno.ENOSYS and not os.path.exists(
            "/proc/sys/kernel/io_uring_disabled"
        ):
            return "unsupported: this kernel has no io_uring"
        raise
    return boast(targets)
