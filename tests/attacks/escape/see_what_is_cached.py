"""
tries = "Asks which pages of a shared file are in memory: bits that another sandbox left there"
expect = "mincore, cachestat and reading without waiting are denied"
proof = "outside"
quiet = true
"""

import mmap, os, struct

NOWAIT = 8


def attack(targets):
    def in_core(opened):
        with mmap.mmap(opened, mmap.PAGESIZE, access=mmap.ACCESS_COPY) as mapped:
            place = (ctypes.c_char * mmap.PAGESIZE).from_buffer(mapped)
            told = ctypes.create_string_buffer(1)
            address = ctypes.c_void_p(ctypes.addressof(place))
            del place
            syscall("mincore", address, mmap.PAGESIZE, told)

    def counted(opened):
        pages = ctypes.create_string_buffer(struct.pack("QQ", 0, mmap.PAGESIZE), 16)
        told = ctypes.create_string_buffer(40)
        syscall("cachestat", opened, pages, told, 0)

    def without_waiting(opened):
        os.preadv(opened, [bytearray(1)], 0, NOWAIT)

    for look in (in_core, counted, without_waiting):
        opened = os.open("/usr/bin/env", os.O_RDONLY)
        try:
            look(opened)
            return boast(targets)
        except (OSError, NotImplementedError):
            continue
        finally:
            os.close(opened)
    return ""
