"""
tries = "Reads the environment of every process, the worker's with its keys among them"
expect = "Other processes are not in this /proc"
proof = "outside"
quiet = true
"""

import os


def attack(targets):
    found = []
    for pid in os.listdir("/proc"):
        try:
            words = open(f"/proc/{pid}/environ", "rb").read().decode("latin-1")
        except OSError:
            continue
        found += [w for w in words.split("\0") if w.startswith(targets["variable"])]
    return "\n".join(found)
