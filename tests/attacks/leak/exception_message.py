"""
tries = "Raises an exception whose message holds the hidden inputs"
expect = "Students are told the kind of a well-known exception and their own line"
proof = "naive"
style = "log"
"""


def double(x):
    raise ValueError(f"inputs: {x}")
