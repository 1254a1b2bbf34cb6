"""
tries = "Writes files until the disk is full"
expect = "Nothing but memory of a limited size can be written"
proof = "harmful"
limits = {scratch_mb = 32, call_s = 6}
"""

import os


def attack(targets):
    written, piece = 0, bytes(1 << 20)
    for place in ("/scratch", "/tmp", "/dev/shm", "/var/tmp", "/run", "/"):
        for number in range(50):
            try:
                with open(f"{place}/bomb{number}", "wb") as file:
                    for _ in range(30):
                        written += file.write(piece)
            except OSError:
                continue
    return boast(targets) if written > 400 << 20 else ""
