"""
tries = "Spreads its memory over many processes, none of which is large"
expect = "They are counted together"
proof = "harmful"
took = "stopped: memory"
limits = {memory_mb = 400, call_s = 6}
"""

import os, time
import numpy as np


def attack(targets):
    for _ in range(20):
        if os.fork() == 0:
            kept = np.ones(8_000_000)
            time.sleep(60)
    time.sleep(60)
