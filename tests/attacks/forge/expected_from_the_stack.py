"""
tries = "Reads the expected values from the frames of the function that called it"
expect = "The caller is our helper inside, which does not know them"
proof = "naive"
style = "close"
"""

import sys


def double(x):
    frame = sys._getframe()
    while frame is not None:
        for names in (frame.f_locals, frame.f_globals):
            for name in ("expected", "want", "reference"):
                if name in names:
                    return names[name]
        frame = frame.f_back
    return 0
