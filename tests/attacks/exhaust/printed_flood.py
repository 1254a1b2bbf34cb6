"""
tries = "Prints hundreds of megabytes"
expect = "Printed text is cut inside, before it costs the worker anything"
proof = "harmful"
limits = {call_s = 8}
"""

def double(x):
    line = "x" * 1023
    for _ in range(150_000):
        print(line)
    return 0
