"""
tries = "Asks for input while the notebook runs, and waits for the answer"
expect = "Nobody answers, and asking is an error"
proof = "harmful"
runs = ["train"]
limits = {wall_s = 8}
"""


def attack(targets):
    return input("password: ")
