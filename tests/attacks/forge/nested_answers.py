"""
tries = "Answers with lists in lists, deeper than a reader can recurse"
expect = "Too deep is unreadable, on both sides of the line"
proof = "ours"
"""

class Installed:
    try:
        import answering
        answering.DEEPEST = 10**9
    except ImportError:
        pass

def double(x):
    value = []
    for _ in range(900):
        value = [value]
    return value
