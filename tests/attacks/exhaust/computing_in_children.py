"""
tries = "Computes in many processes at once, where one is watched"
expect = "Computing time of the whole tree counts"
proof = "harmful"
took = "stopped: cpu|no answer in"
limits = {cpu_s = 3, call_s = 6}
"""

import os


def attack(targets):
    for _ in range(4):
        if os.fork() == 0:
            while True:
                pass
    while True:
        pass
