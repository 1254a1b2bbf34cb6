"""
tries = "Writes hundreds of megabytes to the descriptors below Python's streams"
expect = "Only the last few kilobytes are kept"
proof = "harmful"
limits = {call_s = 8}
"""
import os

def double(x):
    piece = b"x" * (1 << 20)
    for _ in range(150):
        os.write(1, piece)
        os.write(2, piece)
    return 0
