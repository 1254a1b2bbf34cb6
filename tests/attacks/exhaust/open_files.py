"""
tries = "Opens files until no process of the machine can"
expect = "The number is limited for each process"
proof = "harmful"
quiet = true
"""

import os


def attack(targets):
    opened = []
    try:
        while len(opened) < 5000:
            opened.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        return ""
    finally:
        for number in opened:
            os.close(number)
    return boast(targets)
