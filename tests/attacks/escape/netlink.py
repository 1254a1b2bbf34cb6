"""
tries = "Asks the kernel for the machine's network interfaces over netlink"
expect = "The sandbox's network holds nothing but its own loopback"
proof = "outside"
quiet = true
"""

import socket


def attack(targets):
    names = [name for _, name in socket.if_nameindex()]
    if not [name for name in names if name != "lo"]:
        return "unsupported: there is no interface but lo"
    return boast(targets)
