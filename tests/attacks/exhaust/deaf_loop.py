"""
tries = "Masks and ignores every signal that can be, and loops"
expect = "SIGKILL to the sandbox's init cannot be ignored"
proof = "harmful"
took = "no answer in"
limits = {call_s = 1.5}
"""

import signal


def attack(targets):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True:
        pass
