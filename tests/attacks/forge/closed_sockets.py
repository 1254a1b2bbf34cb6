"""
tries = "Closes all the sockets to the worker, and waits"
expect = "No answer in time is no pass, and a silent kernel is ended"
proof = "ours"
took = "the kernel died|no answer in"
limits = {call_s = 2}
"""

import os, time


def double(x):
    os.closerange(3, 4096)
    time.sleep(60)
