"""
tries = "Answers with an object that equals whatever it is compared with"
expect = "Only plain data crosses the line; an object's methods stay behind"
proof = "naive"
style = "equal"
"""


class Agreeable:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = None


def double(x):
    return Agreeable()
