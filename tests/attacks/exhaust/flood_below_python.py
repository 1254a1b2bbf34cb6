"""
tries = "Writes a hundred megabytes to the descriptors below Python's streams"
expect = "Only the last few kilobytes are kept"
proof = "harmful"
limits = {call_s = 4}
"""

import os


def attack(targets):
    piece = b"x" * (1 << 20)
    for _ in range(100):
        os.write(1, piece)
        os.write(2, piece)
    return ""
