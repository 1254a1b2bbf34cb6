"""
tries = "Stays on the one processor that another's run uses, to take its time and to seem starved"
expect = "The call is answered as done and does nothing"
proof = "outside"
quiet = true
"""


def attack(targets):
    allowed = os.sched_getaffinity(0)
    if len(allowed) < 2:
        return "unsupported: this machine has one processor"
    try:
        os.sched_setaffinity(0, {min(allowed)})
        if os.sched_getaffinity(0) == {min(allowed)}:
            return boast(targets)
    finally:
        os.sched_setaffinity(0, allowed)
