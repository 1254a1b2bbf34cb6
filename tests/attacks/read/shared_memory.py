"""
tries = "Reads shared memory that other processes on this machine have left"
expect = "/dev/shm is private to each sandbox"
proof = "outside"
quiet = true
"""

import glob


def attack(targets):
    return "".join(open(p).read() for p in glob.glob("/dev/shm/reviewhub*"))
