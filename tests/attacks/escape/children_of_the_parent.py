"""
tries = "Gives its child to its own parent, a process outside, so that nobody counts it"
expect = "CLONE_PARENT is denied, and processes are counted by their namespace"
proof = "outside"
quiet = true
"""

import os, signal

PARENT = 0x8000


def attack(targets):
    reading, writing = os.pipe()
    child = syscall("clone", PARENT | signal.SIGCHLD, 0, 0, 0, 0)
    if child == 0:
        os.write(writing, str(os.getppid()).encode())
        os._exit(0)
    os.close(writing)
    told = os.read(reading, 20)
    os.close(reading)
    return boast(targets) if told != str(os.getpid()).encode() else ""
