"""
tries = "Raises SystemExit(0), and SystemExit out of a finaliser"
expect = "It is an exception like any other"
proof = "naive"
style = "exit"
"""

import sys


def double(x):
    sys.exit(0)
