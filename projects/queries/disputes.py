"""Reads of disputes: what the student contested, and what the second reviewer made of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from projects.enums import Judgement, State
from projects.models import (
    Criterion,
    CriterionReview,
    Review,
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


def disputes_among(reviews: Sequence[Review]) -> list[DisputedCriterion]:
    """Of a submission's published reviews, the newest first, as `feedback.published_reviews` gives them.

    All disputes, the oldest review's first.
    """
    oldest_first = list(reversed(reviews))
    later: list[Review | None] = [*oldest_first[1:], None]
    return [
        _disputed(row, review, second)
        for review, second in zip(oldest_first, later, strict=False)  # of none, none
        for row in review.criteria.all()
        if row.dispute  # type: ignore[attr-defined]
    ]


def _disputed(
    disputed: CriterionReview, review: Review, second: Review | None
) -> DisputedCriterion:
    decided = second is not None and second.verdict != State.UNREVIEWABLE
    rows = second.criteria.all() if second is not None and decided else ()
    judged = {row.criterion_id: row.judgement for row in rows}
    return DisputedCriterion(
        disputed.criterion,
        disputed.dispute,  # type: ignore[attr-defined]
        review.reviewer,
        second.reviewer if second else None,
        judged.get(disputed.criterion_id, ""),
    )
