"""
tries = "Reads the source and the constants of the check that called it"
expect = "No code of a check is in the student's process"
proof = "naive"
style = "constant"
"""
import sys

def double(x):
    frame = sys._getframe(1)
    while frame is not None:
        for constant in frame.f_code.co_consts:
            if type(constant) in (int, float) and constant > 1000:
                return constant
        frame = frame.f_back
    return 0
