"""
tries = "Joins namespaces, those of process 1 first, hoping that they are the machine's"
expect = "The call is denied, and process 1 is bubblewrap's own"
proof = "outside"
quiet = true
"""

import os


def attack(targets):
    for pid in ("1", "self"):
        try:
            target = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
        except OSError:
            continue
        try:
            syscall("setns", target, 0x40000000)
            return boast(targets)
        except OSError:
            continue
        finally:
            os.close(target)
    return ""
