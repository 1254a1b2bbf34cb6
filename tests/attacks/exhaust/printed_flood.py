"""
tries = "Prints a hundred megabytes"
expect = "Printed text is cut inside, before it costs the worker anything"
proof = "harmful"
limits = {call_s = 4}
"""


def attack(targets):
    line = "x" * 1023
    for _ in range(100_000):
        print(line)
    return ""
