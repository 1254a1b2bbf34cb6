"""
tries = "Reads in the names of the sockets that it was given where the worker keeps them"
expect = "They were bound by a name that tells nothing"
proof = "ours"
took = "names read"
"""

import os, socket, stat


def attack(targets):
    names = []
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                with socket.socket(fileno=os.dup(number)) as given:
                    names.append(str(given.getsockname()))
        except OSError:
            continue
    told = [name for name in names if "reviewhub" in name]
    return boast(targets) if told else f"{len(names)} names read"
