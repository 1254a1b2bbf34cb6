"""
tries = "Takes the kernel's memory by filling pipes and sockets that nobody reads"
expect = "Open files are limited, and with them what they can hold"
proof = "harmful"
limits = {memory_mb = 400, open_files = 256, call_s = 6}
"""

import fcntl, os, socket


def attack(targets):
    taken = 0
    kept = []
    try:
        while True:
            ends = os.pipe()
            kept.append(ends)
            os.set_blocking(ends[1], False)
            try:
                fcntl.fcntl(ends[1], 1031, 1 << 20)
            except OSError:
                pass
            try:
                taken += os.write(ends[1], bytes(1 << 20))
            except OSError:
                pass
    except OSError:
        pass
    finally:
        for reading, writing in kept:
            os.close(reading)
            os.close(writing)
    return boast(targets) if taken > 1000 << 20 else ""
