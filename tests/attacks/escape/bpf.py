"""
tries = "Loads a program into the kernel"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""

import struct

MAP_CREATE, ARRAY = 0, 2


def attack(targets):
    made = ctypes.create_string_buffer(struct.pack("5I", ARRAY, 4, 4, 1, 0), 128)
    os.close(syscall("bpf", MAP_CREATE, made, 128))
    return boast(targets)
