"""
tries = "Leaves by changing the root folder and walking up"
expect = "The system call is denied, and the capability is not there"
proof = "outside"
quiet = true
"""

import os, tempfile


def attack(targets):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            syscall("chroot", tempfile.mkdtemp().encode())
            os.write(writing, b"in")
        finally:
            os._exit(0)
    os.close(writing)
    got = os.read(reading, 2)
    os.close(reading)
    os.waitpid(child, 0)
    return boast(targets) if got == b"in" else ""
