"""
tries = "Opens the hidden checks where the packs lie on the disk"
expect = "There is no such file inside: only what the policy names exists"
proof = "outside"
quiet = true
"""


def attack(targets):
    return open(targets["checks"]).read()
