"""What each student did, and when: drawn once, the same for the same seed. No database here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from projects.enums import State

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHECKS = timedelta(minutes=25)  # from handing in to the answer, waiting included
# Shares of those of whom it is so.
NEVER_BEGIN = 0.06
LEAVE_AFTER_PROJECT = 0.035
GIVE_UP = 0.03  # after an attempt that was sent back
WITHDRAW = 0.012
UNREADABLE = 0.01
HELD = 0.1  # of what is being checked
DISPUTE = 0.07  # of what was sent back lately
MOST_ATTEMPTS = 6


@dataclass(frozen=True)
class Attempt:
    """One submission: where it stands now, and when it came there."""

    student: int  # from 0
    project: int  # from 0
    number: int
    state: State
    handed_in_at: datetime
    variant: int  # which of the recorded works, and which of the reviews
    checks_passed: bool = False
    claimed_at: datetime | None = None
    decided_at: datetime | None = None  # of what is disputed: when it was reviewed

    @property
    def checked_at(self) -> datetime:
        return self.handed_in_at + CHECKS

    @property
    def was_queued(self) -> bool:
        """Whether it ever waited for a reviewer."""
        never = (State.CHECKING, State.HELD, State.RETURNED)
        return self.checks_passed and self.state not in never


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
        made = _Drawn(student, project, number, at, variant, passes)
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


@dataclass(frozen=True)
class _Drawn:
    student: int
    project: int
    number: int
    at: datetime
    variant: int
    passes: bool

    def reviewed(self, now: datetime, skill: float, random: Random) -> Attempt:
        """How far it has come by `now`."""
        checked = self.at + CHECKS
        claimed = checked + random.expovariate(1 / 11) * HOUR
        decided = claimed + random.uniform(0.4, 3) * HOUR
        verdict, luck = self._verdict(skill, random), random.random()
        if checked > now:
            return self._ends(State.HELD if luck < HELD else State.CHECKING)
        if not self.passes:
            return self._ends(State.RETURNED, decided=checked)
        if luck < WITHDRAW:
            return self._ends(State.WITHDRAWN, decided=min(claimed, now))
        if decided > now:
            waits = claimed > now
            state = State.AWAITING_REVIEW if waits else State.IN_REVIEW
            return self._ends(state, None if waits else claimed)
        is_new = now - decided < 3 * DAY
        if verdict == State.CHANGES_REQUESTED and is_new and luck > 1 - DISPUTE:
            return self._ends(State.DISPUTED, claimed, decided)
        return self._ends(verdict, claimed, decided)

    def _verdict(self, skill: float, random: Random) -> State:
        luck = random.random()
        if luck < UNREADABLE:
            return State.UNREVIEWABLE
        meets = luck < 0.42 + 0.25 * skill + 0.08 * self.number
        return State.APPROVED if meets else State.CHANGES_REQUESTED

    def _ends(
        self,
        state: State,
        claimed: datetime | None = None,
        decided: datetime | None = None,
    ) -> Attempt:
        return Attempt(
            student=self.student,
            project=self.project,
            number=self.number,
            state=state,
            handed_in_at=self.at,
            variant=self.variant,
            checks_passed=self.passes,
            claimed_at=claimed,
            decided_at=decided,
        )
