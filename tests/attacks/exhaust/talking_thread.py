"""
tries = "Leaves a thread that prints for ever, into later checks and later cells"
expect = "Nobody listens during checks, and the notebook's output is cut"
proof = "harmful"
runs = ["examine", "train"]
limits = {wall_s = 10, output_kb = 64, output_messages = 300}
"""

import threading, time


def talk():
    while True:
        print("still here", flush=True)


def attack(targets):
    threading.Thread(target=talk, daemon=True).start()
    time.sleep(0.5)
    return ""
