"""
tries = "Keeps other programs off the processor core on which it runs (core scheduling)"
expect = "This option of prctl is denied"
proof = "outside"
quiet = true
"""

SCHED_CORE, CREATE, OF_A_THREAD = 62, 1, 0


def attack(targets):
    try:
        syscall("prctl", SCHED_CORE, CREATE, 0, OF_A_THREAD, 0)
    except OSError as why:
        if why.errno in (errno.EINVAL, errno.ENODEV):
            return "unsupported: this machine runs one thread on each core"
        raise
    return boast(targets)
