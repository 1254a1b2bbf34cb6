"""
tries = "Has pages of a shared file read into memory or put out of it, as bits for another sandbox"
expect = "Advice on files is denied, and of that on memory what reaches the cache"
proof = "outside"
quiet = true
"""

import mmap, os

PAGEOUT = 21


def attack(targets):
    def put_out(opened):
        os.posix_fadvise(opened, 0, 0, os.POSIX_FADV_DONTNEED)

    def read_ahead(opened):
        syscall("readahead", opened, 0, mmap.PAGESIZE)

    def page_out(opened):
        with mmap.mmap(opened, mmap.PAGESIZE, access=mmap.ACCESS_READ) as mapped:
            mapped.madvise(PAGEOUT)

    for change in (put_out, read_ahead, page_out):
        opened = os.open("/usr/bin/env", os.O_RDONLY)
        try:
            change(opened)
            return boast(targets)
        except OSError:
            continue
        finally:
            os.close(opened)
    return ""
