"""
tries = "Never comes to the end of loading"
expect = "Loading is a question like any other"
proof = "harmful"
took = "no answer in"
limits = {call_s = 1.5, wall_s = 20}
"""

import time


class Sleeping:
    while True:
        try:
            time.sleep(100)
        except BaseException:
            pass
