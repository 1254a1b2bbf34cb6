"""
tries = "Computes in grandchildren whose parents are gone, which belong to no branch of the tree"
expect = "All processes of the sandbox's namespace count, whoever their parent is"
proof = "harmful"
took = "stopped: cpu"
limits = {cpu_s = 1, call_s = 15}
"""

import os, signal, time


def attack(targets):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in range(2):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True:
                    pass
            os._exit(0)
    time.sleep(60)
