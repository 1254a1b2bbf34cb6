"""Tells of an exception only what stays the same when the check asks again, with other inputs.

Which line raises, what and with which numbers is for the student's code to choose, so it could choose by
the hidden inputs and read them in its hint. What a fresh sandbox does with other inputs cannot
depend on those (docs/decisions/0048).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from protocol.texts import Text, lines
from workers.grader import words
from workers.grader.raised import Raised, hint_of
from workers.grader.steps.judging import judged
from workers.grader.steps.verdicts import Verdicts
from workers.grader.student import SandboxedStudent
from workers.grader.student_errors import Raising
from workers.packkit.checks import Check, StudentError
from workers.sandbox.starvation import Starved

LONGEST_S = 10.0  # for all checks together, after they have been judged
NOTHING = Raised("")

Ask = Callable[[], None]


@dataclass
class Confirmation:
    """The checks in which the student's code raised an exception, of which nothing is told yet."""

    _raised: list[tuple[Check, Raising]] = field(default_factory=list)

    def asking(self, check: Check, ask: Ask) -> Ask:
        """The same question; an exception in it is kept back."""

        def asked() -> None:
            try:
                ask()
            except Raising as error:
                self._raised.append((check, error))
                hint = hint_of(NOTHING, error.available)
                raise StudentError(str(error), hint) from None

        return asked

    def tell(
        self,
        verdicts: Verdicts,
        student: SandboxedStudent,
        ask: Callable[[Check], None],
    ) -> None:
        """Asks again in a new sandbox, with `ask`, and tells what was the same. Raises Incident."""
        if not self._raised or not _begin_anew(student):
            return
        until = time.monotonic() + LONGEST_S
        for check, first in self._raised:
            if time.monotonic() > until or not (student.alive or student.may_restart):
                return
            try:
                again = _raised_by(check, ask)
            except Starved:  # the verdicts stand, told without these exceptions
                return
            same = first.raised.in_common(again)
            told = hint_of(same, first.available)
            varies: Text = {} if same == first.raised else words.VARIES
            verdicts.amend(check, hint=lines(check.hint, told, varies))


def _begin_anew(student: SandboxedStudent) -> bool:
    """A sandbox that has never seen an input of before. False if it takes no definitions now."""
    if not student.may_restart:
        return False
    try:
        student.start()
        student.load_definitions()
    except StudentError:
        return False
    return True


def _raised_by(check: Check, ask: Callable[[Check], None]) -> Raised:
    """What is raised this time. The verdict stands, however this one would be."""
    raised = [NOTHING]

    def asked() -> None:
        try:
            ask(check)
        except Raising as error:
            raised.append(error.raised)
            raise

    judged(check, asked)
    return raised[-1]
