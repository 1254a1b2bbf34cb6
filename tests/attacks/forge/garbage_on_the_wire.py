"""
tries = "Writes bytes that are no messages into every socket, below the protocol"
expect = "A broken connection is no answer, and harms nobody"
proof = "ours"
took = "the kernel died|no answer in|stopped:|sandbox has ended"
limits = {call_s = 2}
"""

import os, socket, stat, struct


def attack(targets):
    frames = [
        b"\x02" + struct.pack(">Q", 2**62),
        b"\x06" + struct.pack(">Q", 2**40) + b"\x05READY",
        b"\xff" * 4096,
        os.urandom(4096),
        b"\x00\x00" * 4096,
    ]
    for number in range(3, 256):
        try:
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            end = socket.socket(fileno=os.dup(number))
            end.setblocking(False)
            for frame in frames:
                end.send(frame)
        except OSError:
            continue
    return ""
