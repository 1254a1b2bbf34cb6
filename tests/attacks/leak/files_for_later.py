"""
tries = "Keeps the hidden inputs in files, for the notebook's own run to print"
expect = "Nothing that one sandbox writes is there in the next"
proof = "ours"
took = "shape .3,."
runs = ["examine", "train"]
"""

import os, sys

PLACES = [
    "/scratch",
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/inbox",
    "/run",
    "/run/reviewhub",
    ".",
    sys.prefix,
]


def attack(targets):
    found = []
    for place in PLACES:
        try:
            found.append(open(os.path.join(place, ".kept")).read())
        except OSError:
            continue
    print("\n".join(found))
    return ""


def double(x):
    for place in PLACES:
        try:
            with open(os.path.join(place, ".kept"), "a") as kept:
                kept.write(f"inputs: {x}\n")
        except OSError:
            continue
    return [1, 2, 3]
