"""What reviewers and leads of the story do."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from projects import site_settings
from projects.models import Submission, User, current
from projects.operations import (
    explanations,
    reviews,
    threads,
    verdicts,
)
from projects.operations.demo import reviewing
from projects.operations.demo.student import Student, What, comment_with


def _claim(student: Student, submission: Submission, by: User, what: What) -> None:
    reviews.claim(submission, by=by)


def _write(student: Student, submission: Submission, by: User, what: What) -> None:
    files = student.work(submission).files
    reviewing.write(submission, what["words"], files, by=by)


def _approve(student: Student, submission: Submission, by: User, what: What) -> None:
    _write(student, submission, by, what)
    reviews.approve(submission, by=by)
    _tell(student, submission)


def _request(student: Student, submission: Submission, by: User, what: What) -> None:
    _write(student, submission, by, what)
    reviews.request_changes(submission, by=by)
    _tell(student, submission)


def _unable(student: Student, submission: Submission, by: User, what: What) -> None:
    reviews.cannot_review(submission, by=by, reason=what["reason"], body=what["body"])
    _tell(student, submission)


def _tell(student: Student, submission: Submission) -> None:
    """Nobody took the verdict back while they could."""
    student.clock.passes(timedelta(seconds=current(site_settings.VERDICT_GRACE_S)))
    verdicts.tell(submission)


def _answer(student: Student, submission: Submission, by: User, what: What) -> None:
    threads.reply(comment_with(submission, what["comment"]), by=by, body=what["body"])


def _ask_to_explain(
    student: Student, submission: Submission, by: User, what: What
) -> None:
    explanations.ask(
        submission, by=by, reason=what["reason"], question=what["question"]
    )


def _release(student: Student, submission: Submission, by: User, what: What) -> None:
    reviews.release(submission, by=by, reason=what["reason"])


BY_STAFF: Mapping[str, Callable[[Student, Submission, User, What], None]] = (
    MappingProxyType(
        {
            "claim": _claim,
            "write": _write,
            "approve": _approve,
            "request_changes": _request,
            "unable": _unable,
            "release": _release,
            "answer": _answer,
            "ask_to_explain": _ask_to_explain,
        }
    )
)
