"""
tries = "Kills its own process, so that there is no result at all"
expect = "No answer is no pass"
proof = "ours"
took = "the kernel died .exit 137."
"""

import ctypes, os, signal


def double(x):
    os.kill(os.getpid(), signal.SIGKILL)
