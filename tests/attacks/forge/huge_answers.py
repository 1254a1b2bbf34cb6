"""
tries = "Answers with more than anybody wants to read"
expect = "An answer over the limit is refused before it is held"
proof = "ours"
took = "the kernel died|no answer in|an answer of|stopped:|sandbox has ended"
limits = {call_s = 3, answer_mb = 8}
"""


def attack(targets):
    import gc, answering

    for thing in gc.get_objects():
        if isinstance(thing, answering.Helper):
            thing.answer_bytes = 10**12
    return "x" * 80_000_000
