"""
tries = "Reads counters that all of the machine moves: what one sandbox does another can see"
expect = "These parts of /proc are covered; processor and memory are told, as libraries ask for them"
proof = "outside"
quiet = true
"""

PLACES = (
    "/proc/sys/fs/file-nr",
    "/proc/sys/fs/dentry-state",
    "/proc/sys/kernel/pty/nr",
    "/proc/vmstat",
    "/proc/locks",
    "/proc/diskstats",
    "/proc/schedstat",
    "/proc/softirqs",
)


def attack(targets):
    for place in PLACES:
        try:
            with open(place) as lines:
                told = lines.read()
        except OSError:
            continue
        if told.strip():
            return boast(targets)
    return ""
