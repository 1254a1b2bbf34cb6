"""What each student did, and when: drawn once, the same for the same seed. No database here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from projects.enums import State
from projects.operations.load.attempt import DAY, HOUR, Attempt
from projects.operations.load.attempt_drawing import Drawn

# Shares of those of whom it is so.
NEVER_BEGIN = 0.06
LEAVE_AFTER_PROJECT = 0.035
GIVE_UP = 0.03  # after an attempt that was sent back


MOST_ATTEMPTS = 6


@dataclass(frozen=True)
class Course:
    """When a cohort's projects are due, and the moment at which the story ends."""

    starts_at: datetime
    due_at: Sequence[datetime]
    now: datetime


def attempts_of(student: int, course: Course, random: Random) -> Iterator[Attempt]:
    """In the order of the projects; nothing lies after `course.now`."""
    diligence = random.betavariate(4, 2)
    if random.random() < NEVER_BEGIN:  # never begins
        return
    earliest = course.starts_at + DAY
    for project, due_at in enumerate(course.due_at):
        begins = due_at + random.gauss(1.5 - 5 * diligence, 4) * DAY
        last = None
        for last in _at_one(student, project, max(begins, earliest), course, random):
            yield last
        if last is None or last.state != State.APPROVED or last.decided_at is None:
            return
        if random.random() < LEAVE_AFTER_PROJECT:
            return
        earliest = last.decided_at + DAY


def _at_one(
    student: int, project: int, at: datetime, course: Course, random: Random
) -> Iterator[Attempt]:
    skill = random.betavariate(3, 2)
    for number in range(1, MOST_ATTEMPTS + 1):
        if at > course.now:
            return
        variant = random.randrange(60)
        passes = random.random() < 0.24 + 0.22 * skill + 0.12 * number
        made = Drawn(student, project, number, at, variant, passes)
        attempt = made.reviewed(course.now, skill, random)
        yield attempt
        if attempt.decided_at is None or attempt.state in (
            *State.open(),
            State.APPROVED,
        ):
            return
        if random.random() < GIVE_UP:
            return
        hours = 20.0 if attempt.state == State.RETURNED else 40.0
        at = attempt.decided_at + random.expovariate(1 / hours) * HOUR + HOUR / 2
