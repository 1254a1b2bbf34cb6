"""Errors of a student's code that a check meets: what was raised, what was not loaded."""

from protocol.texts import Text
from workers.grader.missing import Available
from workers.grader.raised import Raised, hint_of
from workers.packkit.checks import StudentError


class Raising(StudentError):
    """The student's code raised an exception while it was asked."""

    def __init__(self, evidence: str, raised: Raised, available: Available) -> None:
        super().__init__(evidence, hint_of(raised, available))
        self.raised = raised
        self.available = available


class Unloaded(StudentError):
    """A check met a name that was to come from a block that could not be loaded."""

    def __init__(self, evidence: str, hint: Text, cause: Text) -> None:
        super().__init__(evidence, hint)
        self.cause = cause  # to be said once, for all checks that meet it
