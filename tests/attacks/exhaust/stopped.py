"""
tries = "Stops itself and its parent with SIGSTOP, so that nothing of it can react"
expect = "A stopped process is killed like any other"
proof = "harmful"
limits = {call_s = 1.5}
"""
import os, signal

def double(x):
    for pid in (os.getppid(), os.getpid()):
        os.kill(pid, signal.SIGSTOP)
