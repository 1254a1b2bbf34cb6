"""
tries = "Stops itself and its parent with SIGSTOP, so that nothing of it can react"
expect = "A stopped process is killed like any other"
proof = "harmful"
took = "no answer in"
limits = {call_s = 1.5}
"""

import os, signal


def attack(targets):
    for pid in (os.getppid(), os.getpid()):
        os.kill(pid, signal.SIGSTOP)
