"""
tries = "Starts threads without end"
expect = "Threads count as processes do"
proof = "harmful"
limits = {processes = 60, call_s = 6}
"""
import threading, time

def double(x):
    while True:
        try:
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        except RuntimeError:
            time.sleep(0.01)
