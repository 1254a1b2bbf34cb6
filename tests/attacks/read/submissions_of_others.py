"""
tries = "Reads the stored files of all submissions"
expect = "The store is not among the folders inside"
proof = "outside"
quiet = true
"""


def attack(targets):
    return open(targets["media"]).read()
