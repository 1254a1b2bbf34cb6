"""
tries = "Talks to the broker or the database on this machine's own address"
expect = "The sandbox has a network of its own, in which nobody listens"
proof = "outside"
quiet = true
"""

import socket


def attack(targets):
    with socket.create_connection(("127.0.0.1", targets["tcp"]), 3) as client:
        return client.recv(100).decode()
