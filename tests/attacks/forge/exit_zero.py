"""
tries = "Ends its process with the exit code of a success"
expect = "A kernel that ends while it is asked has failed"
proof = "naive"
style = "exit"
"""

import os


def double(x):
    os._exit(0)
