"""
tries = "Leaves a process behind that has cut all ties, to live on after the run"
expect = "All processes of a sandbox end with its init"
proof = "harmful"
"""

import os, signal, time


def double(x):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            os.closerange(0, 256)
            time.sleep(600)
        os._exit(0)
    return 0
