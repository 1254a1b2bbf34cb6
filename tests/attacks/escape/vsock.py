"""
tries = "Reaches the hypervisor through a vsock, which no network namespace holds back"
expect = "Sockets of this family are denied"
proof = "outside"
quiet = true
"""

import errno, socket


def attack(targets):
    try:
        socket.socket(40, socket.SOCK_STREAM).close()
    except OSError as why:
        if why.errno == errno.EAFNOSUPPORT:
            return "unsupported: this kernel has no vsock"
        raise
    return boast(targets)
