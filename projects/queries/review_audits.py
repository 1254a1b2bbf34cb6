"""Reads of audits: which reviews may be drawn, which are drawn, what came of them."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from projects.enums import State
from projects.models import Project, Review, ReviewAudit, Submission, User

JUDGED = (State.APPROVED, State.CHANGES_REQUESTED)


@dataclass(frozen=True)
class Sample:
    """What to draw from. Empty: all of it."""

    project: Project | None = None
    reviewer: User | None = None
    since: datetime | None = None

    def reviews(self, lead: User) -> QuerySet[Review]:
        """Finished ones that stand, of work that the lead may see and has no part in."""
        seen = Submission.objects.visible_to(lead).exclude(student=lead)
        found = Review.objects.filter(
            submission__in=seen.filter(files_removed_at=None).values("pk"),
            submission__state=F("verdict"),
            verdict__in=JUDGED,
            published_at__isnull=False,
            audit=None,
        ).exclude(submission__reviews__reviewer=lead)
        if self.project is not None:
            found = found.filter(submission__project=self.project)
        if self.reviewer is not None:
            found = found.filter(reviewer=self.reviewer)
        if self.since is not None:
            found = found.filter(published_at__gte=self.since)
        return found.order_by("pk")


def drawn_from(
    pool: Sequence[tuple[int, int]], audited: Mapping[int, int], wanted: int, seed: str
) -> list[int]:
    """Reviews of `pool` (each with its reviewer): in turn of whoever was audited least.

    The same for the same seed.
    """
    chance = random.Random(seed)  # noqa: S311 -- a sample, not a secret
    left: dict[int, list[int]] = {}
    for review, reviewer in pool:
        left.setdefault(reviewer, []).append(review)
    counts: Counter[int] = Counter(audited)
    chosen: list[int] = []
    while left and len(chosen) < wanted:
        fewest = min(counts[person] for person in left)
        person = chance.choice([one for one in sorted(left) if counts[one] == fewest])
        own = left[person]
        chosen.append(own.pop(chance.randrange(len(own))))
        counts[person] += 1
        if not own:
            del left[person]
    return chosen


def audits_by_reviewer() -> Mapping[int, int]:
    """How many reviews of each were drawn so far."""
    rows = ReviewAudit.objects.order_by().values_list("review__reviewer")
    return dict(rows.annotate(Count("pk")))


def audits_seen_by(user: User) -> QuerySet[ReviewAudit]:
    """The lead's own and those of the cohorts they look after; a reviewer's when they are finished."""
    mine = Q(review__reviewer=user, finished_at__isnull=False)
    if user.is_lead or user.is_staff:
        seen = Submission.objects.visible_to(user).exclude(student=user).values("pk")
        others = Q(review__submission__in=seen) & ~Q(review__reviewer=user)
        mine |= others & (Q(lead=user) | Q(finished_at__isnull=False))
    return ReviewAudit.objects.filter(mine)


def audits_of(reviewer: User) -> QuerySet[ReviewAudit]:
    """Of their reviews, when they are finished; the newest first."""
    mine = ReviewAudit.objects.filter(review__reviewer=reviewer)
    return mine.filter(finished_at__isnull=False).order_by("-finished_at", "-pk")


def listed(audits: QuerySet[ReviewAudit]) -> QuerySet[ReviewAudit]:
    """With what a list says of them: `agreed` of `judged` criteria."""
    return audits.select_related(
        *("review__reviewer", "review__submission__project", "lead"),
        *("review__submission__cohort", "review__submission__student"),
    ).annotate(
        judged=Count("criteria", filter=~Q(criteria__said="")),
        agreed=Count(
            "criteria",
            filter=~Q(criteria__said="") & Q(criteria__said=F("criteria__judgement")),
        ),
    )


def reviewers_seen_by(lead: User) -> list[User]:
    """Who has published a review of work that the lead may see, by name."""
    seen = Submission.objects.visible_to(lead).values("pk")
    reviews = Review.objects.filter(submission__in=seen, published_at__isnull=False)
    people = User.objects.filter(pk__in=reviews.values("reviewer"), erased_at=None)
    return list(people.exclude(pk=lead.pk).order_by("name", "pk"))
