"""What the students of the story do."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from projects.models import Review
from projects.operations import (
    certificates,
    grading,
    submissions,
    threads,
)
from projects.operations.demo.replaying import replay, take
from projects.operations.demo.student import Student, What, comment_with

FAULT = (
    "OSError: [Errno 28] No space left on device: '/var/lib/reviewhub/sandboxes/k3v9'"
)
BETWEEN_TRIES = timedelta(seconds=20)


def _hand_in(student: Student, what: What) -> None:
    submission = student.hands_in(what)
    replay(submission, student.work(submission), student.clock.passes)


def _hand_in_now(student: Student, what: What) -> None:
    """The workers that run here grade it."""
    student.hands_in(what)


def _hand_in_and_fault(student: Student, what: What) -> None:
    """An error on our side stops its checks as often as it takes until staff have to look."""
    submission = student.hands_in(what)
    while submission.runs.filter(state__in=("queued", "running")).exists():
        student.clock.passes(BETWEEN_TRIES)
        grading.fail_step(take(submission), FAULT)


def _withdraw(student: Student, what: What) -> None:
    submissions.withdraw(student.newest(what["project"]), by=student.user)


def _appeal(student: Student, what: What) -> None:
    submissions.appeal_checks(
        student.newest(what["project"]), by=student.user, reason=what["reason"]
    )


def _dispute(student: Student, what: What) -> None:
    submissions.dispute(
        student.newest(what["project"]), by=student.user, reasons=what["reasons"]
    )


def _rate(student: Student, what: What) -> None:
    submission = student.newest(what["project"])
    review = Review.objects.get(submission=submission, published_at__isnull=False)
    submissions.rate(review, by=student.user, stars=what["stars"], body=what["body"])


def _ask(student: Student, what: What) -> None:
    """Under the comment whose words these are."""
    comment = comment_with(student.newest(what["project"]), what["comment"])
    threads.reply(comment, by=student.user, body=what["body"])


def _take_certificate(student: Student, what: What) -> None:
    certificates.take(student.cohort, by=student.user, is_public=True, has_badge=True)


BY_STUDENT: Mapping[str, Callable[[Student, What], None]] = MappingProxyType(
    {
        "hand_in": _hand_in,
        "hand_in_now": _hand_in_now,
        "hand_in_and_fault": _hand_in_and_fault,
        "withdraw": _withdraw,
        "appeal": _appeal,
        "dispute": _dispute,
        "rate": _rate,
        "ask": _ask,
        "take_certificate": _take_certificate,
    }
)
