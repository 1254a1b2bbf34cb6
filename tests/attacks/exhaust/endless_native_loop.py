"""
tries = "Never answers, in native code that no signal of Python's gets through to"
expect = "Who ignores the interrupt is killed"
proof = "harmful"
took = "no answer in"
limits = {call_s = 1.5}
"""

import re


def attack(targets):
    re.match(r"(a+)+$", "a" * 60 + "b")
    return ""
