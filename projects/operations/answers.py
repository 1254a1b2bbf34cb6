"""What a resubmission says to each change that the last review requires."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from projects.errors import Incomplete
from projects.models import ChangeAnswer, Submission
from projects.queries.checklist import checklist_for
from projects.queries.feedback import RequiredChange
from projects.text_limits import ANSWER, fitting


@dataclass(frozen=True)
class Answer:
    done: bool
    reason: str = ""  # why not


def write_answers(submission: Submission, given: Mapping[str, Answer]) -> None:
    """Stores an answer to every required change, by `RequiredChange.key`.

    Raises `Incomplete` when one has none, when a reason is missing, and when something is answered
    that the last review does not require (any more).
    """
    asked = checklist_for(
        student=submission.student,
        cohort=submission.cohort,
        project=submission.project,
    )
    ChangeAnswer.objects.bulk_create(_rows(submission, asked.changes, given))


def _rows(
    submission: Submission,
    changes: Sequence[RequiredChange],
    given: Mapping[str, Answer],
) -> Iterator[ChangeAnswer]:
    if given.keys() - {change.key for change in changes}:
        raise Incomplete(
            _("The required changes are others by now: answer those that are shown.")
        )
    for change in changes:
        answer = given.get(change.key)
        if answer is None:
            raise Incomplete(
                _("Say whether you made this change."), field=f"done-{change.key}"
            )
        reason = ""
        if not answer.done:
            field = f"why-{change.key}"
            reason = fitting(answer.reason, ANSWER, field)
            if not reason:
                raise Incomplete(_("Say why you did not change it."), field=field)
        yield ChangeAnswer(
            submission=submission,
            criterion=None if change.comment else change.criterion,
            comment=change.comment,
            done=answer.done,
            reason=reason,
        )
