"""
tries = "Computes in short children that nobody collects, whose time no parent is told"
expect = "Time is counted where it is used, and never falls when a child vanishes"
proof = "harmful"
took = "stopped: cpu"
limits = {cpu_s = 1, call_s = 15}
"""

import os, signal, time


def attack(targets):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        for _ in range(2):
            if os.fork() == 0:
                until = time.monotonic() + 0.3
                while time.monotonic() < until:
                    pass
                os._exit(0)
        time.sleep(0.3)
