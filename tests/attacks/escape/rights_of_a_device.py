"""
tries = "Changes the rights of the machine's /dev/null, which is its own file where workers are root"
expect = "The devices inside are nodes of their own, or belong to somebody else"
proof = "outside"
quiet = true
"""

import os


def attack(targets):
    for name in ("null", "zero", "full", "random", "urandom", "tty"):
        try:
            os.chmod(f"/dev/{name}", 0o666)
        except OSError:
            continue
        return boast(targets)
    return ""
