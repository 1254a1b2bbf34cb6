"""
tries = "Reads every file that is already open, and folders above those"
expect = "Only the sockets of the kernel are handed over; the rest is closed"
proof = "outside"
quiet = true
"""

import os, stat


def attack(targets):
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            kind = os.fstat(int(name)).st_mode
            if stat.S_ISREG(kind):
                found.append(os.pread(int(name), 200, 0).decode("latin-1"))
            elif stat.S_ISDIR(kind):
                inner = os.open(
                    targets["checks"].lstrip("/"), os.O_RDONLY, dir_fd=int(name)
                )
                found.append(os.read(inner, 200).decode("latin-1"))
        except OSError:
            continue
    return "".join(found)
