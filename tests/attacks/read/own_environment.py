"""
tries = "Looks for keys and passwords in the variables that it was started with"
expect = "The environment is cleared and holds a dozen harmless words"
proof = "outside"
quiet = true
"""

import os


def attack(targets):
    return os.environ.get(targets["variable"], "")
