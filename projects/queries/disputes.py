"""Reads of disputes: what the student contested, and what the second reviewer made of it."""

from dataclasses import dataclass

from django.db.models import Prefetch

from projects.enums import Judgement, State
from projects.models import (
    Criterion,
    CriterionDispute,
    Review,
    Submission,
    User,
)


@dataclass(frozen=True)
class DisputedCriterion:
    """One criterion that the student contested."""

    criterion: Criterion
    reason: str
    first: User  # whose judgement is disputed
    second: User | None = None  # who looked again; None: nobody has decided yet
    judgement: str = ""  # of the second; empty where they could not judge

    @property
    def is_overturned(self) -> bool:
        return self.judgement == Judgement.MEETS

    @property
    def is_upheld(self) -> bool:
        return self.judgement == Judgement.CHANGES


def disputes_of(submission: Submission) -> list[DisputedCriterion]:
    """All of them, the oldest review's first. A constant number of queries."""
    published = submission.reviews.filter(published_at__isnull=False)
    reviews = list(
        published.select_related("reviewer")
        .prefetch_related(
            "criteria",
            Prefetch("disputes", CriterionDispute.objects.select_related("criterion")),
        )
        .order_by("published_at", "pk")
    )
    later: list[Review | None] = [*reviews[1:], None]
    return [
        _disputed(dispute, review, second)
        for review, second in zip(reviews, later, strict=True)
        for dispute in review.disputes.all()
    ]


def _disputed(
    dispute: CriterionDispute, review: Review, second: Review | None
) -> DisputedCriterion:
    decided = second is not None and second.verdict != State.UNREVIEWABLE
    rows = second.criteria.all() if second is not None and decided else ()
    judged = {row.criterion_id: row.judgement for row in rows}
    return DisputedCriterion(
        dispute.criterion,
        dispute.body,
        review.reviewer,
        second.reviewer if second else None,
        judged.get(dispute.criterion_id, ""),
    )
