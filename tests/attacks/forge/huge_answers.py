"""
tries = "Answers with more than anybody wants to read"
expect = "An answer over the limit is refused before it is held"
proof = "ours"
took = 'the kernel died|no answer in|an answer of|stopped:|sandbox has ended'
limits = {call_s = 4, answer_mb = 8}
"""
import itertools
import numpy as np

class Installed:
    try:
        import gc, answering
        for thing in gc.get_objects():
            if isinstance(thing, answering.Helper):
                thing.answer_bytes = 10**12
    except ImportError:
        pass

NEXT = itertools.cycle([0, 1, 2])

def double(x):
    kind = next(NEXT)
    if kind == 0:
        return "x" * 80_000_000
    if kind == 1:
        return np.zeros(9_000_000)
    return [0] * 6_000_000
