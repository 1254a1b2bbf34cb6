"""
tries = "Takes control of a process with ptrace"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""

import os, signal, time

ATTACH, DETACH = 16, 17


def attack(targets):
    child = os.fork()
    if child == 0:
        time.sleep(20)
        os._exit(0)
    try:
        syscall("ptrace", ATTACH, child, 0, 0)
        os.waitpid(child, 0)
        syscall("ptrace", DETACH, child, 0, 0)
        return boast(targets)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
