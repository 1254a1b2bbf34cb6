"""
tries = "Talks to a service that listens on a Unix socket without a path"
expect = "Such names belong to a network, and the sandbox has its own"
proof = "outside"
quiet = true
"""

import socket


def attack(targets):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(3)
        client.connect("\0" + targets["abstract"])
        return client.recv(100).decode()
