"""
tries = "Makes one file of many terabytes"
expect = "A file's size is limited"
proof = "harmful"
quiet = true
"""


def attack(targets):
    with open("/scratch/sparse", "wb") as file:
        file.truncate(1 << 42)
    return boast(targets)
