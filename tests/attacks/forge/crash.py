"""
tries = "Crashes in native code"
expect = "A crash is the student's failure"
proof = "ours"
took = "the kernel died .exit 139."
"""

import ctypes


def double(x):
    ctypes.string_at(0)
