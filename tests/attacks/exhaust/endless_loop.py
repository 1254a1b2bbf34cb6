"""
tries = "Never answers"
expect = "Each question has a time, and then the loop is interrupted"
proof = "harmful"
took = "no answer in"
limits = {call_s = 1.5}
"""


def attack(targets):
    while True:
        pass
