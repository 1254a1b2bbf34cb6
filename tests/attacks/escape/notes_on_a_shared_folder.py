"""
tries = "Has the kernel tell when anybody reads in a folder of the machine (F_NOTIFY)"
expect = "Of fcntl's commands only those that notebooks need are there"
proof = "outside"
quiet = true
"""

import fcntl, os, signal

ACCESS = 1


def attack(targets):
    before = signal.signal(signal.SIGIO, signal.SIG_IGN)
    folder = os.open("/usr/bin", os.O_RDONLY)
    try:
        fcntl.fcntl(folder, fcntl.F_NOTIFY, ACCESS)
        return boast(targets)
    finally:
        os.close(folder)
        signal.signal(signal.SIGIO, before)
