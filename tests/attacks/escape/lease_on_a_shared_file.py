"""
tries = "Takes a lease on a program of the machine: whoever opens it to write waits for us"
expect = "Of fcntl's commands only those that notebooks need are there"
proof = "outside"
quiet = true
"""

import fcntl, os


def attack(targets):
    for name in ("/usr/bin/env", os.path.realpath(os.__file__)):
        opened = os.open(name, os.O_RDONLY)
        try:
            fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_UNLCK)
            return boast(targets)
        except OSError:
            continue
        finally:
            os.close(opened)
    return ""
