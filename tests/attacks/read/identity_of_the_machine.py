"""
tries = "Reads what tells this machine from others: the number of its boot, names of its keys"
expect = "These parts of /proc are covered"
proof = "outside"
quiet = true
"""

PLACES = ("/proc/sys/kernel/random/boot_id", "/proc/keys", "/proc/key-users")


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
