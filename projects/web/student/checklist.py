"""The checklist of required changes: in the form of the next attempt, and as it was answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BoundField

from projects.models import ChangeAnswer, Submission
from projects.queries.checklist import Checklist, answers_of
from projects.queries.feedback import RequiredChange
from projects.web.student.presenters import TodoItem, todo_items


@dataclass(frozen=True)
class ChecklistRow:
    """One required change with the fields of its answer."""

    change: TodoItem
    done: BoundField
    why: BoundField


@dataclass(frozen=True)
class AnsweredRow:
    """One required change as the resubmission answered it."""

    change: TodoItem
    done: bool
    reason: str


def answered_rows(submission: Submission) -> list[AnsweredRow]:
    """What an attempt answered to the review of the one before."""
    answers = answers_of(submission)
    return [
        AnsweredRow(_item(submission, one), one.done, one.reason) for one in answers
    ]


def _item(submission: Submission, answer: ChangeAnswer) -> TodoItem:
    """The change, with the way to its place: a comment in the earlier attempt, or here."""
    about = answer.comment.review.submission if answer.comment else submission
    body = answer.comment.body if answer.comment else ""
    change = RequiredChange(body, answer.criterion, answer.comment)
    return todo_items(about, [change])[0]


def checklist_rows(
    asked: Checklist, fields: Sequence[tuple[BoundField, BoundField]]
) -> list[ChecklistRow]:
    if asked.submission is None:
        return []
    items = todo_items(asked.submission, asked.changes)
    return [
        ChecklistRow(item, done, why)
        for item, (done, why) in zip(items, fields, strict=True)
    ]
