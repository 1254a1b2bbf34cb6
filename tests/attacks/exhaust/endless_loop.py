"""
tries = "Never answers"
expect = "Each question has a time, and then the loop is interrupted"
proof = "harmful"
limits = {call_s = 1.5}
"""

def double(x):
    while True:
        pass
