"""
tries = "Reads the disk, the memory and the virtual machine's devices"
expect = "/dev holds null, zero, random and the like, and nothing else"
proof = "outside"
quiet = true
"""

import os, stat

HARMLESS = {(1, 3), (1, 5), (1, 7), (1, 8), (1, 9), (5, 0), (5, 1), (5, 2)}


def attack(targets):
    for folder, _, names in os.walk("/dev"):
        for name in names:
            path = os.path.join(folder, name)
            if "/pts" in folder or "/dri" in folder or name.startswith("nvidia"):
                continue
            try:
                about = os.stat(path)
            except OSError:
                continue
            device = (os.major(about.st_rdev), os.minor(about.st_rdev))
            known = stat.S_ISCHR(about.st_mode) and device in HARMLESS
            if known or not stat.S_ISCHR(about.st_mode) | stat.S_ISBLK(about.st_mode):
                continue
            if os.access(path, os.R_OK):
                return boast(targets)
    return ""
