"""A cohort's published reviews, as what counts them takes them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from projects.models import Cohort, Review


class Published(NamedTuple):
    submission: int
    project: int
    reviewer: int
    queued_at: datetime | None  # when the submission joined the queue
    published_at: datetime


def published_in(cohort: Cohort) -> Sequence[Published]:
    """The oldest first."""
    rows = (
        Review.objects.filter(submission__cohort=cohort, published_at__isnull=False)
        .order_by("published_at")
        .values_list(
            "submission",
            "submission__project",
            "reviewer",
            "submission__queued_at",
            "published_at",
        )
    )
    return [Published._make(row) for row in rows]
