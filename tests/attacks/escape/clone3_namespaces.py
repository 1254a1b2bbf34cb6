"""
tries = "Makes a namespace through clone3, whose flags a filter cannot look at"
expect = "The call says that it does not exist, so that libraries take clone instead"
proof = "outside"
quiet = true
"""

import os, struct

USER = 0x10000000
SIGCHLD = 17


def attack(targets):
    arguments = struct.pack("11Q", USER, 0, 0, 0, SIGCHLD, 0, 0, 0, 0, 0, 0)
    child = syscall("clone3", ctypes.create_string_buffer(arguments, 88), 88)
    if child == 0:
        os._exit(7)
    os.waitpid(child, 0)
    return boast(targets)
