"""
tries = "Opens internet sockets of rare protocols, whose modules the kernel loads for it"
expect = "TCP and UDP are there, and nothing else"
proof = "outside"
quiet = true
"""

import socket

ICMP, DCCP, SCTP, UDPLITE, MPTCP = 1, 33, 132, 136, 262
DCCP_KIND = 6


def attack(targets):
    wanted = [(socket.SOCK_STREAM, number) for number in (SCTP, MPTCP)]
    wanted += [(socket.SOCK_DGRAM, number) for number in (ICMP, UDPLITE)]
    for kind, number in (*wanted, (DCCP_KIND, DCCP)):
        for family in (socket.AF_INET, socket.AF_INET6):
            try:
                socket.socket(family, kind, number).close()
            except OSError:
                continue
            return boast(targets)
    return "unsupported: this kernel has none of them"
