"""
tries = "Mounts a file system of its own, without a limit of size"
expect = "The system call is denied, and there is no capability for it"
proof = "outside"
quiet = true
"""

import os, tempfile


def attack(targets):
    place = tempfile.mkdtemp()
    syscall("mount", b"none", place.encode(), b"tmpfs", 0, None)
    syscall_umount(place)
    return boast(targets)


def syscall_umount(place):
    ctypes.CDLL(None).umount2(place.encode(), 2)
