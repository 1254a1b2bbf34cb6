"""
tries = "Computes in children that nobody collects and that end between two measurements"
expect = "A control group counts them; without one, those that are met stand for the rest"
proof = "harmful"
took = "stopped: cpu"
limits = {cpu_s = 1.5, call_s = 25}
"""

import os, signal, time


def attack(targets):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        if os.fork() == 0:
            until = time.monotonic() + 0.03
            while time.monotonic() < until:
                pass
            os._exit(0)
        time.sleep(0.03)
