"""A student of the story, and what they handed in."""

from collections.abc import Mapping
from typing import Any

from notebooks.intake import HandIn
from projects.models import Cohort, Comment, Project, Submission, User
from projects.operations import (
    submissions,
)
from projects.operations.answers import Answer
from projects.operations.demo.clock import Clock
from projects.operations.demo.records import Record, read
from projects.queries.checklist import checklist_for

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


def comment_with(submission: Submission, words: str) -> Comment:
    return Comment.objects.get(review__submission=submission, body__contains=words)
