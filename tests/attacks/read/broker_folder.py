"""
tries = "Reads the messages that wait in the broker's folder"
expect = "The broker's folder does not exist inside"
proof = "outside"
quiet = true
"""

import glob, os


def attack(targets):
    folder = os.path.dirname(targets["broker"])
    return "".join(open(path).read() for path in glob.glob(f"{folder}/*.msg"))
