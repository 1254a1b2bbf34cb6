"""
tries = "Recurses until the stack of the process is gone"
expect = "A crash is the student's failure"
proof = "harmful"
"""
import sys

def double(x):
    sys.setrecursionlimit(10**9)
    def down(n):
        return down(n + 1) + sum(i for i in [n])
    return down(0)
