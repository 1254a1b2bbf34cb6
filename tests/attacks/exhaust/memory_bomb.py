"""
tries = "Takes memory without end"
expect = "The memory of the whole process tree is limited"
proof = "harmful"
limits = {memory_mb = 400, call_s = 6}
"""
import numpy as np

def double(x):
    kept = []
    while True:
        kept.append(np.ones(4_000_000))
