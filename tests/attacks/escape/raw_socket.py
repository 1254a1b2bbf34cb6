"""
tries = "Opens raw and packet sockets, to listen on the wire"
expect = "Neither the families nor the capability are there"
proof = "outside"
quiet = true
"""

import socket


def attack(targets):
    for family, kind in ((socket.AF_INET, socket.SOCK_RAW), (17, socket.SOCK_RAW)):
        try:
            socket.socket(family, kind, 1).close()
        except OSError:
            continue
        return boast(targets)
    return ""
