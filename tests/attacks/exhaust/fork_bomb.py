"""
tries = "Forks without end"
expect = "Processes are counted and limited, and all of them end together"
proof = "harmful"
took = "stopped: processes|no answer in"
limits = {processes = 60, call_s = 6}
"""

import os, time


def attack(targets):
    while True:
        try:
            if os.fork() == 0:
                continue
        except OSError:
            time.sleep(0.01)
