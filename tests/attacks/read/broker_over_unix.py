"""
tries = "Talks to the broker through its Unix socket"
expect = "The socket's path does not exist inside"
proof = "outside"
quiet = true
"""

import socket


def attack(targets):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(3)
        client.connect(targets["unix"])
        return client.recv(100).decode()
