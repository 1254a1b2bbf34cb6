"""
tries = "Opens files by their number on the disk, past all folders"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""

import os, struct


def attack(targets):
    handle = ctypes.create_string_buffer(struct.pack("Ii", 128, 0), 200)
    mount = ctypes.create_string_buffer(8)
    name = os.path.realpath("/usr/bin/env").encode()
    syscall("name_to_handle_at", -100, name, handle, mount, 0)
    folder = os.open("/usr/bin", os.O_RDONLY)
    try:
        os.close(syscall("open_by_handle_at", folder, handle, 0))
    finally:
        os.close(folder)
    return boast(targets)
