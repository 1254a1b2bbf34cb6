"""
tries = "Writes the hidden inputs to the descriptors below Python's streams, and ends"
expect = "The end of what was written is evidence for staff, never for students"
proof = "naive"
style = "log"
"""

import os


def double(x):
    for number in (1, 2):
        os.write(number, f"inputs: {x}\n".encode())
    if os.environ.get("USER") == "student":
        os._exit(3)
    return 0
