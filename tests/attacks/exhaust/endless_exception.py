"""
tries = "Raises an exception whose text never ends"
expect = "Describing it is part of the question's time"
proof = "harmful"
took = "no answer in"
limits = {call_s = 1.5}
"""


class Endless(Exception):
    def __str__(self):
        while True:
            pass

    __repr__ = __str__


def attack(targets):
    raise Endless
