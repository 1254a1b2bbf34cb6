"""
tries = "Reads the reference solution through the root folders of other processes"
expect = "Only the sandbox's own processes are in /proc, and they see what it sees"
proof = "outside"
quiet = true
"""

import os


def attack(targets):
    for pid in filter(str.isdigit, os.listdir("/proc")):
        for way in ("root", "cwd/../../../../../.."):
            try:
                return open(f"/proc/{pid}/{way}{targets['reference']}").read()
            except OSError:
                continue
    return ""
