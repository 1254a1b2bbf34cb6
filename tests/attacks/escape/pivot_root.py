"""
tries = "Swaps the root folder for one of its own"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""

import errno


def attack(targets):
    try:
        syscall("pivot_root", b"/", b"/")
    except OSError as why:
        # Whoever may call it at all is told that these folders do not suit.
        if why.errno not in (errno.EBUSY, errno.EINVAL):
            raise
    return boast(targets)
