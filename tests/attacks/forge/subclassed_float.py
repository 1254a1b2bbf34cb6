"""
tries = "Answers with a float whose comparisons and differences always suit"
expect = "A subclass loses its class on the way"
proof = "naive"
style = "within"
"""


class Suits(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    def __rsub__(self, other):
        return 0.0

    def __abs__(self):
        return 0.0

    def __le__(self, other):
        return True

    __lt__ = __ge__ = __gt__ = __le__
    __array_ufunc__ = None
    __hash__ = float.__hash__


def double(x):
    return Suits(-1.0)
