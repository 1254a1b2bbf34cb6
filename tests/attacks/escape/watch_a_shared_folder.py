"""
tries = "Watches with inotify which programs the machine starts, and uses up its user's watches"
expect = "The system calls are denied"
proof = "outside"
quiet = true
"""

import os

ACCESS = 1


def attack(targets):
    watching = syscall("inotify_init1", os.O_NONBLOCK)
    try:
        syscall("inotify_add_watch", watching, b"/usr/bin", ACCESS)
        os.listdir("/usr/bin")
        return boast(targets)
    finally:
        os.close(watching)
