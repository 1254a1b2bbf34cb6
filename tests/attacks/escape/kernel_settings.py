"""
tries = "Changes the kernel's settings, such as the program that is run after a crash"
expect = "/proc/sys can only be read, and the user is nobody"
proof = "outside"
quiet = true
"""

import os


def attack(targets):
    os.close(os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY))
    return boast(targets)
