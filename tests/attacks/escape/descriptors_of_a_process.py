"""
tries = "Takes an open file out of another process with pidfd_getfd"
expect = "The system call is denied"
proof = "outside"
quiet = true
"""

import os, signal, time


def attack(targets):
    child = os.fork()
    if child == 0:
        time.sleep(20)
        os._exit(0)
    try:
        pidfd = syscall("pidfd_open", child, 0)
        os.close(syscall("pidfd_getfd", pidfd, 0, 0))
        os.close(pidfd)
        return boast(targets)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
