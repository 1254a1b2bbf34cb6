"""
tries = "Locks files that all sandboxes share, to tell another one something or to hold it up"
expect = "Locking is not there, in none of its three kinds"
proof = "outside"
quiet = true
"""

import fcntl, os, struct

OFD_SETLK = 37


def attack(targets):
    def by_record(opened):
        fcntl.lockf(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def by_description(opened):
        wanted = struct.pack("hhqqi4x", fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
        fcntl.fcntl(opened, OFD_SETLK, wanted)

    def whole(opened):
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)

    for lock in (by_record, by_description, whole):
        opened = os.open("/usr/bin/env", os.O_RDONLY)
        try:
            lock(opened)
            return boast(targets)
        except OSError:
            continue
        finally:
            os.close(opened)
    return ""
