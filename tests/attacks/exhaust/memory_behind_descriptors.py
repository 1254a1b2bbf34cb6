"""
tries = "Takes memory in files that have no name and are mapped by nobody"
expect = "It is counted as what the sandbox uses, or cannot be had"
proof = "harmful"
limits = {memory_mb = 400, scratch_mb = 64, call_s = 6}
"""

import os


def attack(targets):
    taken, files = 0, []
    piece = bytes(1 << 20)
    for number in range(40):
        try:
            files.append(os.memfd_create(f"bomb{number}"))
            for _ in range(60):
                taken += os.write(files[-1], piece)
        except OSError:
            break
    return boast(targets) if taken > 1000 << 20 else ""
