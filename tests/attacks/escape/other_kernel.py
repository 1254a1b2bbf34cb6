"""
tries = "Has the machine start another kernel"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""

import errno


def attack(targets):
    try:
        syscall("kexec_load", 0, 1000, None, 0)
    except OSError as why:
        if why.errno == errno.ENOSYS:
            return "unsupported: this kernel starts no others"
        if why.errno != errno.EINVAL:
            raise
    return boast(targets)
