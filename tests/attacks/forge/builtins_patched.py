"""
tries = "Patches all, any, abs, len and isinstance"
expect = "Checks use the builtins of another process"
proof = "naive"
style = "builtin"
limits = {call_s = 1.5}
"""

import builtins


def double(x):
    builtins.all = lambda *a: True
    builtins.abs = lambda *a: 0
    return [0]
