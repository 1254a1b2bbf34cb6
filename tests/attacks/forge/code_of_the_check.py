"""
tries = "Reads the source and the constants of the check that called it"
expect = "No code of a check is in the student's process"
proof = "naive"
style = "constant"
"""

import sys


def double(x):
    numbers = []
    frame = sys._getframe(1)
    while frame is not None:
        constants = frame.f_code.co_consts
        numbers += [c for c in constants if type(c) in (int, float) and 1000 < c < 1e9]
        frame = frame.f_back
    return max(numbers, default=0)
