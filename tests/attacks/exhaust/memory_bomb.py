"""
tries = "Takes memory without end"
expect = "The memory of the whole process tree is limited"
proof = "harmful"
took = "stopped: memory|MemoryError"
limits = {memory_mb = 400, call_s = 6}
"""

import numpy as np


def attack(targets):
    kept = []
    while True:
        kept.append(np.ones(4_000_000))
