"""
tries = "Reads the kernel's log, with addresses and names of other programs"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""

READ_ALL = 3


def attack(targets):
    text = ctypes.create_string_buffer(4096)
    return boast(targets) if syscall("syslog", READ_ALL, text, 4096) > 0 else ""
