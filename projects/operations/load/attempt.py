"""One attempt of the story: where it stands now, and when it came there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from projects.enums import State

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHECKS = timedelta(minutes=25)  # from handing in to the answer, waiting included


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
