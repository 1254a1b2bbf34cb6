"""What the review workspace shows beside the file: rubric, machine's run, history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from django.http import Http404

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
from projects.queries.grading import (
    CriterionResult,
    by_criterion,
    criteria_of,
    newest_run,
)
from projects.queries.progress import read_progress
from projects.queries.review_room import Attempt, Told, executed_of, told_of
from projects.rules import knows_student
from projects.web.review.access import has_in_hand, has_sent
from projects.web.review.earlier import EarlierRound, earlier_round
from projects.web.review.forms import ReviewForm, initial_of


@dataclass(frozen=True)
class ReviewContext:
    submission: Submission
    reader: User
    editable: bool
    told: Told
    run: Run | None
    found: Sequence[CriterionResult]
    answers: Sequence[ChangeAnswer] = ()  # of the student, to what was required

    @property
    def draft(self) -> Review | None:
        return self.told.draft

    @property
    def attempts(self) -> Sequence[Attempt]:
        return self.told.attempts

    @cached_property
    def executed(self) -> Artifact | None:
        """Read when its tab is opened."""
        return executed_of(self.submission) if self.told.has_executed else None

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
        mine, files = self.submission, self.told.files
        return earlier_round(self.attempts, mine, files, scrub=self.is_blind)

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
    """A constant number of queries."""
    told = told_of(submission.uid, reader)
    if told is None:
        raise Http404
    return context_of(told, submission, reader)


def context_of(told: Told, submission: Submission, reader: User) -> ReviewContext:
    """Expects `project` and `rubric` loaded."""
    run = newest_run(submission)
    if run is not None:
        read_progress(run)
    same_rubric = (
        one.reviews
        for one in told.attempts
        if one.submission.rubric_id == submission.rubric_id
    )
    reviews = [*chain(*same_rubric), *([told.draft] if told.draft else [])]
    criteria = criteria_of(submission, reviews)
    return ReviewContext(
        submission,
        reader,
        editable=has_in_hand(submission, reader),
        told=told,
        run=run,
        found=by_criterion(criteria, run),
        answers=answers_of(submission) if submission.attempt > 1 else (),
    )
