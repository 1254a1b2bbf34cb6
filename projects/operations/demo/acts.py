"""What the people of the story do: each act is an operation, as the pages call it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from notebooks.intake import HandIn
from projects import site_settings
from projects.models import Cohort, Comment, Project, Review, Submission, User, current
from projects.operations import (
    certificates,
    explanations,
    grading,
    notifications,
    reviews,
    submissions,
    threads,
    verdicts,
)
from projects.operations.answers import Answer
from projects.operations.demo import reviewing
from projects.operations.demo.clock import Clock
from projects.operations.demo.people import HOST
from projects.operations.demo.records import Record, read
from projects.operations.demo.replaying import replay, take
from projects.queries.checklist import checklist_for

FAULT = (
    "OSError: [Errno 28] No space left on device: '/var/lib/reviewhub/sandboxes/k3v9'"
)
BETWEEN_TRIES = timedelta(seconds=20)

What = Mapping[str, Any]


class Student:
    """A student of the story, and what they handed in."""

    def __init__(self, user: User, cohort: Cohort, clock: Clock) -> None:
        self.user = user
        self.cohort = cohort
        self.clock = clock
        self._works: dict[int, Record] = {}  # by submission

    def hands_in(self, what: What) -> Submission:
        record = read(what["work"])
        project = Project.objects.get(slug=record.project)
        submission = submissions.submit(
            by=self.user,
            cohort=self.cohort,
            project=project,
            intake=HandIn(record.notebook, dict(record.files), record.edition, ()),
            honour_code=True,
            notes=what.get("notes", ""),
            answers=self._answers(project, what.get("declined", {})),
        )
        self._works[submission.pk] = record
        return submission

    def _answers(
        self, project: Project, declined: Mapping[str, str]
    ) -> dict[str, Answer]:
        """All required changes are made, but those `declined` for a reason, by criterion."""
        asked = checklist_for(student=self.user, cohort=self.cohort, project=project)
        answers = {}
        for change in asked.changes:
            reason = declined.get(change.criterion.slug, "") if change.criterion else ""
            answers[change.key] = Answer(done=not reason, reason=reason)
        return answers

    def work(self, submission: Submission) -> Record:
        return self._works[submission.pk]

    def newest(self, project: int) -> Submission:
        mine = self.user.submissions.filter(project__order=project)
        return mine.order_by("-attempt")[:1].get()


def perform(student: Student, what: What) -> None:
    if what["do"] in BY_STUDENT:
        notifications.mark_read(by=student.user)  # they have looked before they act
        BY_STUDENT[what["do"]](student, what)
    else:
        by = User.objects.get(email=f"{what['by']}@{HOST}")
        BY_STAFF[what["do"]](student, student.newest(what["project"]), by, what)


# --- the student ----------------------------------------------------------------------------


def _hand_in(student: Student, what: What) -> None:
    submission = student.hands_in(what)
    replay(submission, student.work(submission), student.clock.passes)


def _hand_in_now(student: Student, what: What) -> None:
    """The workers that run here grade it."""
    student.hands_in(what)


def _hand_in_and_fault(student: Student, what: What) -> None:
    """A fault of ours stops its checks as often as it takes until staff have to look."""
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
    comment = _comment(student.newest(what["project"]), what["comment"])
    threads.reply(comment, by=student.user, body=what["body"])


def _comment(submission: Submission, words: str) -> Comment:
    return Comment.objects.get(review__submission=submission, body__contains=words)


def _take_certificate(student: Student, what: What) -> None:
    certificates.take(student.cohort, by=student.user, is_public=True, has_badge=True)


# --- reviewers and leads --------------------------------------------------------------------


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
    threads.reply(_comment(submission, what["comment"]), by=by, body=what["body"])


def _ask_to_explain(
    student: Student, submission: Submission, by: User, what: What
) -> None:
    explanations.ask(
        submission, by=by, reason=what["reason"], question=what["question"]
    )


def _release(student: Student, submission: Submission, by: User, what: What) -> None:
    reviews.release(submission, by=by, reason=what["reason"])


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
