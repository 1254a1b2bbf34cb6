"""
tries = "Types commands into the terminal of whoever started the worker (TIOCSTI)"
expect = "The sandbox has a session of its own, without a terminal, and the call is denied"
proof = "outside"
quiet = true
"""

import fcntl, os

TIOCSTI = 0x5412


def attack(targets):
    for name in ("/dev/tty", "/proc/self/fd/0", "/proc/self/fd/2"):
        try:
            terminal = os.open(name, os.O_RDWR | os.O_NOCTTY)
        except OSError:
            continue
        try:
            fcntl.ioctl(terminal, TIOCSTI, b"\n")
            return boast(targets)
        except OSError:
            continue
        finally:
            os.close(terminal)
    if open("/proc/sys/dev/tty/legacy_tiocsti").read().strip() == "0":
        return "unsupported: this kernel lets nobody type for others"
    return ""
