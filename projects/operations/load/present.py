"""What is under way when the story ends: a little of everything, on a site of any size."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from projects.enums import State
from projects.operations.load.attempt import CHECKS, DAY, HOUR, Attempt

End = Callable[[Attempt, datetime], Attempt]
AGO = 3 * DAY  # longer than a review is promised in


def _waits(attempt: Attempt, now: datetime) -> Attempt:
    return _ends(attempt, State.AWAITING_REVIEW, now - AGO, passed=True)


def _is_in_review(attempt: Attempt, now: datetime) -> Attempt:
    return replace(_waits(attempt, now), state=State.IN_REVIEW, claimed_at=now - HOUR)


def _is_checked(attempt: Attempt, now: datetime) -> Attempt:
    at = now - CHECKS / 2
    return _ends(attempt, State.CHECKING, at, passed=attempt.checks_passed)


def _is_held(attempt: Attempt, now: datetime) -> Attempt:
    return replace(
        _is_checked(attempt, now), state=State.HELD, handed_in_at=now - 2 * CHECKS
    )


def _is_disputed(attempt: Attempt, now: datetime) -> Attempt:
    review = _is_in_review(attempt, now)
    return replace(review, state=State.DISPUTED, decided_at=now - HOUR / 2)


# Of a first attempt, or of a later one: what was said before is shown beside it.
ENDS: Sequence[tuple[bool, End]] = (
    *((True, _waits), (False, _waits), (True, _is_in_review)),
    *((False, _is_checked), (False, _is_held), (True, _is_disputed)),
)


def with_present(attempts: Sequence[Attempt], now: datetime) -> list[Attempt]:
    """The story with another end for its first students, one of ENDS for each who has a fitting attempt.

    What came after that attempt did not happen.
    """
    stories: dict[int, list[Attempt]] = {}
    for one in attempts:
        stories.setdefault(one.student, []).append(one)
    unchanged = set(stories)
    for is_again, end in ENDS:
        for student in sorted(unchanged):
            if told := _retold(stories[student], end, now, is_again=is_again):
                stories[student] = told
                unchanged.remove(student)
                break
    return [one for story in stories.values() for one in story]


def _retold(
    story: Sequence[Attempt], end: End, now: datetime, *, is_again: bool
) -> list[Attempt]:
    """[] where no attempt fits."""
    for number in range(len(story) - 1, -1, -1):
        last = story[number]
        if (last.number > 1) == is_again and last.handed_in_at < now - AGO:
            return [*story[:number], end(last, now)]
    return []


def _ends(attempt: Attempt, state: State, at: datetime, *, passed: bool) -> Attempt:
    return replace(
        attempt,
        state=state,
        handed_in_at=at,
        checks_passed=passed,
        claimed_at=None,
        decided_at=None,
    )
