"""Reads of the checklist: the changes that the next attempt answers, and what attempts answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from projects.enums import State
from projects.models import (
    ChangeAnswer,
    Cohort,
    CriterionReview,
    Project,
    Review,
    Submission,
    User,
)
from projects.queries.feedback import RequiredChange, changes_of_review


@dataclass(frozen=True)
class Checklist:
    """The changes that the last review requires, of the attempt that it is about."""

    submission: Submission | None = None
    changes: Sequence[RequiredChange] = ()
    review: Review | None = None


def checklist_for(*, student: User, cohort: Cohort, project: Project) -> Checklist:
    """What the next attempt has to answer; empty before a review that requires changes.

    Attempts since then that no reviewer has judged leave it as it is.
    """
    judged = CriterionReview.objects.select_related("criterion")
    last = (
        Review.objects.filter(
            submission__student=student,
            submission__cohort=cohort,
            submission__project=project,
            submission__state__in=(State.APPROVED, State.CHANGES_REQUESTED),
            published_at__isnull=False,
        )
        .select_related("submission")
        .prefetch_related(Prefetch("criteria", judged), "comments")
        .order_by("-submission__attempt", "-published_at", "-pk")
        .first()
    )
    if last is None or last.verdict != State.CHANGES_REQUESTED:
        return Checklist()
    return Checklist(last.submission, changes_of_review(last), last)


def answers_of(submission: Submission) -> list[ChangeAnswer]:
    """In the checklist's order, each with the criterion or comment that it answers."""
    rows = submission.answers.select_related("criterion", "comment__review__submission")
    return list(rows)


def by_key(answers: Sequence[ChangeAnswer]) -> Mapping[str, ChangeAnswer]:
    """By the key of the required change that each answers."""
    return {RequiredChange("", row.criterion, row.comment).key: row for row in answers}
