"""One attempt as its pages show it: run, rubric with results, review and status line."""

from collections.abc import Sequence
from dataclasses import dataclass

from projects.enums import State
from projects.models import Criterion, Review, Run, Submission
from projects.queries import feedback
from projects.queries.explanations import is_unexplained
from projects.queries.feedback import RequiredChange
from projects.queries.grading import (
    CriterionResult,
    by_criterion,
    criteria_of,
    newest_run,
    steps_of_newest,
)
from projects.queries.job_queue import Wait, wait_among, wait_of_run
from projects.queries.progress import Live, in_line, live
from projects.web.parts.status_line import StatusLine
from projects.web.student.status_line import StatusDetails, status_line_of


@dataclass(frozen=True)
class AttemptSummary:
    submission: Submission
    run: Run | None
    live: Live | None
    found: Sequence[CriterionResult]
    reviews: Sequence[Review]  # published, the newest first
    wait: Wait | None  # for a worker
    status_line: StatusLine
    changes: Sequence[RequiredChange]

    @property
    def review(self) -> Review | None:
        """The one that counts."""
        return next(iter(self.reviews), None)


UNREAD = (
    *(State.CHECKING, State.HELD, State.RETURNED),
    *(State.AWAITING_REVIEW, State.WITHDRAWN),
)


def summarize(
    submission: Submission,
    *,
    superseded: bool = False,
    criteria: Sequence[Criterion] = (),
) -> AttemptSummary:
    """Expects `project` and `rubric` loaded. The number of queries depends on the state only.

    `criteria`: of its rubric, where they were read.
    """
    run, state = newest_run(submission), State(submission.state)
    reviews = [] if state in UNREAD else feedback.published_reviews(submission)
    review = next(iter(reviews), None)
    found = by_criterion(criteria or criteria_of(submission, reviews), run)
    changes: Sequence[RequiredChange] = ()
    if state == State.RETURNED:
        changes = feedback.changes_of_checks(found)
    elif state in (State.CHANGES_REQUESTED, State.DISPUTED) and review is not None:
        changes = feedback.changes_of_review(review)
    wait = wait_of_run(run) if run and state == State.CHECKING else None
    going = None
    if run is not None:
        going = in_line(run) if wait else live(run, submission.project_id)
    now = StatusDetails(
        changes=_criteria(changes),
        remaining=going.remaining if going else None,
        wait=wait,
        faulty=run is not None and run.is_faulty,
        superseded=superseded,
        explained=_is_explained(submission),
    )
    status_line = status_line_of(submission, now)
    return AttemptSummary(
        submission, run, going, found, reviews, wait, status_line, changes
    )


TOLD_OF_THE_RUN = (State.CHECKING, State.RETURNED, State.AWAITING_REVIEW)


def status_line_beside(submission: Submission, review: Review | None) -> StatusLine:
    """The status line that `summarize` gives, for a page that shows `review` and nothing of the run.

    Reads the run only in a state whose sentence counts something of it.
    """
    if submission.is_superseded():
        return status_line_of(submission, StatusDetails(superseded=True))
    if State(submission.state) in TOLD_OF_THE_RUN:
        return summarize(submission).status_line
    changes = feedback.changes_of_review(review) if review is not None else ()
    now = StatusDetails(changes=_criteria(changes), explained=_is_explained(submission))
    return status_line_of(submission, now)


def status_line_in_list(submission: Submission) -> StatusLine:
    """Of a newest attempt that stands among others: reads no more than its sentence tells."""
    state = State(submission.state)
    if state == State.RETURNED:
        return summarize(submission).status_line
    if state == State.CHECKING:
        return _line_of_checks(submission)
    faulty = state == State.AWAITING_REVIEW and feedback.is_unchecked(submission)
    changes = (
        feedback.required_criteria(submission)
        if state == State.CHANGES_REQUESTED
        else 0
    )
    now = StatusDetails(
        changes=changes, faulty=faulty, explained=_is_explained(submission)
    )
    return status_line_of(submission, now)


def _line_of_checks(submission: Submission) -> StatusLine:
    steps = steps_of_newest(submission)
    wait = wait_among(steps)
    going = None
    if steps and wait is None:
        going = live(steps[0].run, submission.project_id, steps)
    remaining = going.remaining if going else None
    return status_line_of(submission, StatusDetails(remaining=remaining, wait=wait))


def _is_explained(submission: Submission) -> bool:
    return submission.state == State.EXPLAINING and not is_unexplained(submission)


def _criteria(changes: Sequence[RequiredChange]) -> int:
    return sum(change.comment is None for change in changes)
