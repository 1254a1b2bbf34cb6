"""
tries = "Answers with lists in lists, deeper than a reader can recurse"
expect = "Too deep is unreadable, on both sides of the line"
proof = "ours"
took = "nested too deeply"
"""


class Installed:
    try:
        import answering

        answering.DEEPEST = 10**9
    except ImportError:
        pass


import sys


def double(x):
    sys.setrecursionlimit(20_000)
    value = []
    for _ in range(900):
        value = [value]
    return value
