"""
tries = "Keeps memory in processes that have left their parent, each a little"
expect = "The memory of the whole namespace counts"
proof = "harmful"
took = "stopped: memory"
limits = {memory_mb = 400, call_s = 15}
"""

import os, time


def attack(targets):
    for _ in range(8):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                kept = b"x" * (90 << 20)
                time.sleep(60)
            os._exit(0)
        os.wait()
    time.sleep(60)
