"""
tries = "Makes the machine swap to a file of the student's"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""

import errno


def attack(targets):
    try:
        syscall("swapon", b"/dev/null", 0)
    except OSError as why:
        if why.errno == errno.ENOSYS:
            return "unsupported: this kernel does not swap"
        if why.errno != errno.EINVAL:
            raise
    return boast(targets)
