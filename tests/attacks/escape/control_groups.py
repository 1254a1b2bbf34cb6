"""
tries = "Writes into control groups, to lift its limits or run a program when they end"
expect = "/sys is not there, and what it could mount is denied"
proof = "outside"
quiet = true
"""

import os


def attack(targets):
    for folder, folders, names in os.walk("/sys/fs/cgroup"):
        if "cgroup.procs" in names and os.access(f"{folder}/cgroup.procs", os.W_OK):
            return boast(targets)
    if not os.path.isdir("/sys/fs/cgroup") and os.getuid() == 0:
        return "unsupported: this machine shows no control groups"
    return ""
