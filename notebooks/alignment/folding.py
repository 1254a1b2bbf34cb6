"""Folds long runs of unchanged lines, so that the changes are seen together."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from notebooks.alignment.comparing import Compared, begins
from notebooks.alignment.lines import Line


def folded(
    one: Compared, lines: Sequence[Line], around: int
) -> Iterator[tuple[bool, Sequence[Line]]]:
    """Lines in groups; True: a long run of unchanged ones, `around` kept beside each change.

    Where one of several cells begins counts as a change.
    """
    edges = [
        n
        for n, line in enumerate(lines)
        if not line.is_same or begins(one.old, line.old) or begins(one.new, line.new)
    ]
    ends = [-1 - around, *edges, len(lines) + around]
    shown = 0
    for before, after in pairwise(ends):
        low, high = before + around + 1, after - around
        if high - low <= 1:  # a fold would take as much room
            continue
        if shown < low:
            yield False, lines[shown:low]
        yield True, lines[low:high]
        shown = high
    if shown < len(lines):
        yield False, lines[shown:]
