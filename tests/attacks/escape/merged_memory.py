"""
tries = "Has equal pages merged with those of others, to see by the time of a write who has them"
expect = "This advice is denied"
proof = "outside"
quiet = true
"""

import mmap

MERGEABLE = 12


def attack(targets):
    with mmap.mmap(-1, mmap.PAGESIZE) as mapped:
        try:
            mapped.madvise(MERGEABLE)
        except OSError as why:
            if why.errno == errno.EINVAL:
                return "unsupported: this kernel merges nothing"
            raise
    return boast(targets)
