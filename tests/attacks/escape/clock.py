"""
tries = "Sets the clock of the machine"
expect = "The capability is not there"
proof = "outside"
quiet = true
"""

import struct, time


def attack(targets):
    now = time.time()
    about = ctypes.create_string_buffer(
        struct.pack("qq", int(now), int(now % 1 * 1e6)), 16
    )
    syscall("settimeofday", about, None)
    return boast(targets)
