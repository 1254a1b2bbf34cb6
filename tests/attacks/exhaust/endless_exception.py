"""
tries = "Raises an exception whose text never ends"
expect = "Describing it is part of the question's time"
proof = "harmful"
limits = {call_s = 1.5}
"""

class Endless(Exception):
    def __str__(self):
        while True:
            pass
    __repr__ = __str__

def double(x):
    raise Endless
