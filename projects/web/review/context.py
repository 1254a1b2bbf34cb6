"""What the review workspace shows beside the file: rubric, machine's run, history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from projects.models import (
    Artifact,
    ChangeAnswer,
    Criterion,
    Review,
    Run,
    Submission,
    User,
)
from projects.queries.checklist import answers_of
from projects.queries.grading import CriterionResult, by_criterion, newest_run
from projects.queries.review_room import Attempt, attempts_of, draft_of
from projects.rules import knows_student
from projects.web.review.access import has_in_hand, has_sent
from projects.web.review.earlier import EarlierRound, earlier_round
from projects.web.review.forms import ReviewForm, initial_of
from protocol.artifacts import EXECUTED


@dataclass(frozen=True)
class ReviewContext:
    submission: Submission
    reader: User
    editable: bool
    draft: Review | None
    attempts: Sequence[Attempt]
    run: Run | None
    found: Sequence[CriterionResult]
    executed: Artifact | None
    answers: Sequence[ChangeAnswer] = ()  # of the student, to what was required

    @property
    def is_blind(self) -> bool:
        """Whether the reader may not know whose work it is."""
        return not knows_student(self.reader, self.submission)

    @property
    def published(self) -> list[Review]:
        own = [one for one in self.attempts if one.submission.pk == self.submission.pk]
        return own[0].reviews if own else []

    @cached_property
    def before(self) -> EarlierRound | None:
        """Read when it is asked for, so not by each autosave."""
        return earlier_round(self.attempts, self.submission, scrub=self.is_blind)

    @property
    def criteria(self) -> list[Criterion]:
        return [result.criterion for result in self.found]

    def form(self, data: Mapping[str, Any] | None = None) -> ReviewForm:
        """The draft's form; for those who only read, filled with what was published."""
        mine = self.editable or has_sent(self.submission, self.reader)
        shown = self.draft if mine else next(iter(self.published), None)
        found = self.found if self.editable else ()
        initial = initial_of(shown, self.found if shown else found)
        return ReviewForm(data, criteria=self.criteria, initial=initial)


def load_context(submission: Submission, reader: User) -> ReviewContext:
    """Expects `project` and `rubric` loaded. A constant number of queries."""
    run = newest_run(submission)
    criteria = list(submission.rubric.criteria.all())
    made = Artifact.objects.filter(
        run__submission=submission, run__counts=True, name=EXECUTED
    )
    return ReviewContext(
        submission,
        reader,
        editable=has_in_hand(submission, reader),
        draft=draft_of(submission, reader),
        attempts=attempts_of(submission, reader),
        run=run,
        found=by_criterion(criteria, run),
        executed=made.select_related("blob").order_by("-run__number").first(),
        answers=answers_of(submission),
    )
