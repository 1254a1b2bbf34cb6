"""
tries = "Shows 100 outputs under one display id, and makes all of them large by one update"
expect = "An update is charged for every output that it changes"
proof = "ours"
took = "ZeroDivisionError"
runs = ["train"]
limits = {wall_s = 30}
"""

from IPython.display import display


def attack(targets):
    for number in range(100):
        display({"text/plain": "."}, raw=True, display_id="all")
    large = {"text/plain": "x" * 5_000_000}
    display(large, raw=True, display_id="all", update=True)
    raise ZeroDivisionError
