"""
tries = "Keeps the notebook's own run going for ever, catching every interrupt"
expect = "The run has an end, and the report says so"
proof = "harmful"
runs = ["train"]
limits = {wall_s = 8}
"""

import time


def attack(targets):
    while True:
        try:
            while True:
                time.sleep(0.1)
        except BaseException:
            print("still here")
