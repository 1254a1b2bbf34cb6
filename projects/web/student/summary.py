"""One attempt as its pages show it: the run, the rubric with results, the review, the turn."""

from collections.abc import Sequence
from dataclasses import dataclass

from projects.enums import State
from projects.models import Review, Run, Submission
from projects.queries import feedback
from projects.queries.feedback import RequiredChange
from projects.queries.grading import CriterionResult, by_criterion, newest_run
from projects.queries.progress import Live, live
from projects.queries.waiting import Wait, waiting_for_worker
from projects.web.student.status_line import Circumstances, Turn, turn_of


@dataclass(frozen=True)
class Reading:
    submission: Submission
    run: Run | None
    live: Live | None
    found: Sequence[CriterionResult]
    review: Review | None
    wait: Wait | None  # for a worker
    turn: Turn
    changes: Sequence[RequiredChange]


def read(submission: Submission, *, superseded: bool = False) -> Reading:
    """Expects `project` and `rubric` loaded. The number of queries depends on the state only."""
    run = newest_run(submission)
    found = by_criterion(list(submission.rubric.criteria.all()), run)
    state = State(submission.state)
    unread = (State.CHECKING, State.RETURNED, State.AWAITING_REVIEW, State.WITHDRAWN)
    review = None if state in unread else feedback.published_review(submission)
    changes: Sequence[RequiredChange] = ()
    if state == State.RETURNED:
        changes = feedback.changes_of_checks(found)
    elif state in (State.CHANGES_REQUESTED, State.DISPUTED) and review is not None:
        changes = feedback.changes_of_review(review)
    going = live(run, submission.project_id) if run is not None else None
    wait = waiting_for_worker(run) if run and state == State.CHECKING else None
    now = Circumstances(
        changes=_criteria(changes),
        remaining=going.remaining if going else None,
        wait=wait,
        faulty=run is not None and run.is_faulty,
        superseded=superseded,
    )
    turn = turn_of(submission, now)
    return Reading(submission, run, going, found, review, wait, turn, changes)


TOLD_OF_THE_RUN = (State.CHECKING, State.RETURNED, State.AWAITING_REVIEW)


def turn_beside(submission: Submission, review: Review | None) -> Turn:
    """The turn that `read` tells, for a page that shows `review` and nothing of the run.

    Reads the run only in a state whose sentence counts something of it.
    """
    if submission.followed_by.exists():
        return turn_of(submission, Circumstances(superseded=True))
    if State(submission.state) in TOLD_OF_THE_RUN:
        return read(submission).turn
    changes = feedback.changes_of_review(review) if review is not None else ()
    return turn_of(submission, Circumstances(changes=_criteria(changes)))


def _criteria(changes: Sequence[RequiredChange]) -> int:
    return sum(change.comment is None for change in changes)
