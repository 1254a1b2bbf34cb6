"""
tries = "Computes in many processes at once, where one is watched"
expect = "Computing time of the whole tree counts"
proof = "harmful"
limits = {cpu_s = 4, call_s = 8}
"""
import os

def double(x):
    for _ in range(4):
        if os.fork() == 0:
            while True:
                pass
    while True:
        pass
