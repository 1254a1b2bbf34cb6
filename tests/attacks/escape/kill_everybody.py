"""
tries = "Sends the signal that nobody survives to every process there is"
expect = "There are only the sandbox's own, and their end is the student's failure"
proof = "harmful"
"""

import os, signal


def attack(targets):
    os.kill(-1, signal.SIGKILL)
    for pid in range(2, 5000):
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            continue
    os.kill(os.getpid(), signal.SIGKILL)
