"""
tries = "Watches the machine with performance counters"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""

import struct

SOFTWARE, CLOCK = 1, 0


def attack(targets):
    about = ctypes.create_string_buffer(struct.pack("IIQ", SOFTWARE, 112, CLOCK), 112)
    os.close(syscall("perf_event_open", about, 0, -1, -1, 0))
    return boast(targets)
