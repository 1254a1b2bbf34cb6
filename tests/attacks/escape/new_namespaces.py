"""
tries = "Makes a user namespace, in which it is root, and mounts in it"
expect = "Making namespaces is denied"
proof = "outside"
quiet = true
"""

import os

USER, MOUNT = 0x10000000, 0x00020000


def attack(targets):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            syscall("unshare", USER | MOUNT)
            os.write(writing, b"in")
        finally:
            os._exit(0)
    os.close(writing)
    got = os.read(reading, 2)
    os.close(reading)
    os.waitpid(child, 0)
    return boast(targets) if got == b"in" else ""
