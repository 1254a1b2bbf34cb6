"""
tries = "Ends the process, and has the hidden inputs told when its code is loaded again"
expect = "The fresh sandbox knows nothing of what the first was asked"
proof = "ours"
took = "the kernel died .exit 1."
"""

import os


class Loaded:
    for place in ("/scratch/kept", "/tmp/kept", "/dev/shm/kept"):
        if os.path.exists(place):
            text = open(place).read()
            raise RuntimeError(text)


def double(x):
    for place in ("/scratch/kept", "/tmp/kept", "/dev/shm/kept"):
        with open(place, "w") as kept:
            kept.write(f"inputs: {x}")
    os._exit(1)
