"""Draws how far an attempt has come."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from projects.enums import State
from projects.operations.load.attempt import CHECKS, DAY, HOUR, Attempt

WITHDRAW = 0.012
UNREADABLE = 0.01
HELD = 0.1  # of what was checked just now
DISPUTE = 0.07  # of what was sent back lately


@dataclass(frozen=True)
class Drawn:
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
        is_held = luck < HELD and now - checked < CHECKS
        if checked > now or is_held:
            return self._ends(State.CHECKING if checked > now else State.HELD)
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
