"""
tries = "Opens sockets of families with a history of holes in the kernel"
expect = "Only Unix and internet sockets are allowed"
proof = "outside"
quiet = true
"""

import socket

ALG, CAN, TIPC, BLUETOOTH, KCM, XDP = 38, 29, 30, 31, 41, 44


def attack(targets):
    for family in (ALG, CAN, TIPC, BLUETOOTH, KCM, XDP):
        for kind in (socket.SOCK_SEQPACKET, socket.SOCK_RAW, socket.SOCK_DGRAM):
            try:
                socket.socket(family, kind).close()
            except OSError:
                continue
            return boast(targets)
    return "unsupported: this kernel has none of them"
