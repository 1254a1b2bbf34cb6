"""
tries = "Has the kernel run a program of its own on what comes in at a socket"
expect = "These options of sockets are denied"
proof = "outside"
quiet = true
"""

import socket, struct

ATTACH_FILTER, ACCEPT = 26, 0x06


def attack(targets):
    code = ctypes.create_string_buffer(struct.pack("HBBI", ACCEPT, 0, 0, 0xFFFF), 8)
    program = struct.pack("HxxxxxxQ", 1, ctypes.addressof(code))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setsockopt(socket.SOL_SOCKET, ATTACH_FILTER, program)
    return boast(targets)
