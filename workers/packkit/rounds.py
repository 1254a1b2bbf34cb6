"""Steps beyond the epochs that a student asked for, where a stand-in has less data than the course.

Students choose their epochs with the course's data at hand: an epoch of it can be ten of the stand-in. Whoever
is not good enough yet after the steps that were asked for goes on for as many again, as far as the epochs would
go in the course, while it helps.
"""

from collections.abc import Callable, Iterator

STILL_BETTER = (
    0.9  # of the share that is wrong: else another round is not worth its time
)


def rounds(
    planned: int, most: int, enough: float, wrong: Callable[[], float]
) -> Iterator[int]:
    """How many steps to have done after each round: `planned` at first, `most` at the end.

    `wrong` tells after each round which share of the answers is wrong; nobody goes on below `enough`.
    """
    until, before = planned, 1.0
    yield until
    while until < most and enough < (now := wrong()) < STILL_BETTER * before:
        before, until = now, min(until + planned, most)
        yield until
