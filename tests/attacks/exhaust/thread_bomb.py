"""
tries = "Starts threads without end"
expect = "Threads count as processes do"
proof = "harmful"
took = "stopped: processes|no answer in"
limits = {processes = 60, call_s = 6}
"""

import threading, time


def attack(targets):
    while True:
        try:
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        except RuntimeError:
            time.sleep(0.01)
