"""
tries = "Shows thousands of tiny outputs, each of which the worker has to handle"
expect = "It ends when its time does, and what is kept is limited"
proof = "harmful"
runs = ["train"]
limits = {wall_s = 8, output_kb = 64, output_messages = 300}
"""

from IPython.display import display


def attack(targets):
    while True:
        display({"text/plain": "."}, raw=True)
        print(".", flush=True)
