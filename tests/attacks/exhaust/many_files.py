"""
tries = "Makes empty files without end, each of which costs the kernel memory"
expect = "It ends when its time does, and all files go with the sandbox"
proof = "harmful"
took = "no answer in|stopped:|No space|Cannot allocate"
limits = {call_s = 3}
"""

import os


def attack(targets):
    number = 0
    while True:
        number += 1
        try:
            os.mknod(f"/scratch/file{number}")
        except OSError:
            pass
