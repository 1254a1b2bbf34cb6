"""
tries = "Leaves links in the scratch folder for the worker to follow when it collects files"
expect = "Nobody collects: scratch is in the sandbox's memory and goes with it"
proof = "collect"
runs = ["examine", "train"]
"""

import os


def attack(targets):
    for name in ("executed.ipynb", "attack.ipynb", "report.json", "model.npy", "data"):
        if not os.path.lexists(name):
            os.symlink(targets["checks"], name)
    return ""
