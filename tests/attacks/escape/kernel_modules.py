"""
tries = "Loads a module into the kernel"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""

import errno


def attack(targets):
    try:
        syscall("init_module", ctypes.create_string_buffer(64), 64, b"")
    except OSError as why:
        if why.errno == errno.ENOSYS:
            return "unsupported: this kernel takes no modules"
        if why.errno != errno.ENOEXEC:
            raise
    return boast(targets)
