"""
tries = "Makes a device of its own that stands for the memory of the machine"
expect = "Making devices needs a capability that is not there"
proof = "outside"
quiet = true
"""

import os, stat, tempfile


def attack(targets):
    path = os.path.join(tempfile.mkdtemp(), "null")
    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    with open(path, "wb") as device:
        device.write(b"x")
    return boast(targets)
