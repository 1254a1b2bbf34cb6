"""Figures of the reviews themselves: how quick, how agreed with, how rated, by whom.

Six queries, however many reviews there are: the rows are told apart in one pass here, since
SQLite knows no percentiles and needs longer for the windows that would stand in for them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean
from typing import NamedTuple

from django.db.models import (
    Case,
    DateTimeField,
    F,
    Q,
    QuerySet,
    When,
)

from projects.enums import State
from projects.models import (
    AuditedCriterion,
    CriterionDispute,
    CriterionReview,
    Project,
    Review,
    User,
)
from projects.queries.spread import Spread, spread_of

EVERYBODY = 0  # no person's key
Key = tuple[int, int]  # project, person


@dataclass(frozen=True)
class Scope:
    """Which reviews are counted. Empty: all of them."""

    project: Project | None = None
    since: datetime | None = None

    def reviews(self) -> QuerySet[Review]:
        found = Review.objects.filter(published_at__isnull=False).order_by()
        if self.project is not None:
            found = found.filter(submission__project=self.project)
        if self.since is not None:
            found = found.filter(published_at__gte=self.since)
        return found


@dataclass(frozen=True)
class Figures:
    """Of some reviews. None: nothing to tell it from."""

    reviews: int
    pass_rate: float | None
    took: Spread  # from claiming to publishing
    stars: float | None
    ratings: int
    disputed: int  # criteria that students disputed, and somebody has judged again
    upheld: int  # of these, those that the second person judged alike
    audited: int  # criteria that a lead has judged again as a sample
    agreed: int  # of these, those that the lead judged alike


@dataclass(frozen=True)
class Row:
    """One person's reviews of one project, beside everybody's."""

    reviewer: User
    project: Project
    own: Figures
    everybody: Figures


class Told(NamedTuple):
    """One review, as it is counted."""

    project: int
    reviewer: int
    verdict: str
    since: datetime
    published: datetime
    stars: int | None


def reviewer_figures(scope: Scope) -> list[Row]:
    """By project, then by name."""
    groups: dict[Key, list[Told]] = defaultdict(list)
    for one in map(Told._make, _told(scope.reviews())):
        groups[one.project, one.reviewer].append(one)
        groups[one.project, EVERYBODY].append(one)
    again, audited = _judged_again(scope.reviews()), _audited(scope.reviews())
    figures = {
        key: _figures(rows, again[key], audited[key]) for key, rows in groups.items()
    }
    projects = Project.objects.in_bulk({project for project, _person in figures})
    people = User.objects.in_bulk({person for _project, person in figures})
    rows = [
        Row(people[person], projects[project], own, figures[project, EVERYBODY])
        for (project, person), own in figures.items()
        if person != EVERYBODY
    ]
    return sorted(rows, key=lambda row: (row.project.order, row.reviewer.name))


def _told(reviews: QuerySet[Review]) -> Iterable[tuple]:
    """A submission tells of its last claim; of a review before that one its draft does."""
    of_this = Q(
        submission__reviewer=F("reviewer"),
        submission__claimed_at__lte=F("published_at"),
    )
    since = Case(
        When(of_this, then=F("submission__claimed_at")),
        default=F("opened_at"),
        output_field=DateTimeField(),
    )
    return reviews.values_list(
        *("submission__project", "reviewer", "verdict"),
        since,
        *("published_at", "rating__stars"),
    ).iterator(chunk_size=5_000)


def _figures(
    rows: Sequence[Told], again: Sequence[int], audited: Sequence[int]
) -> Figures:
    times = [max(one.published - one.since, timedelta()) for one in rows]
    verdicts = [one.verdict for one in rows]
    met = verdicts.count(State.APPROVED)
    decided = met + verdicts.count(State.CHANGES_REQUESTED)
    stars = [one.stars for one in rows if one.stars is not None]
    return Figures(
        reviews=len(rows),
        pass_rate=met / decided if decided else None,
        took=spread_of(times),
        stars=fmean(stars) if stars else None,
        ratings=len(stars),
        disputed=again[0],
        upheld=again[1],
        audited=audited[0],
        agreed=audited[1],
    )


def _audited(reviews: QuerySet[Review]) -> Mapping[Key, list[int]]:
    """Criteria of finished audits, and those of them that the lead judged alike."""
    rows = AuditedCriterion.objects.filter(
        audit__review__in=reviews, audit__finished_at__isnull=False
    ).exclude(said="")
    whose = ("audit__review__submission__project", "audit__review__reviewer")
    counts: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    told = rows.order_by().values_list(*whose, "judgement", "said")
    for project, person, judgement, said in told.iterator(chunk_size=5_000):
        for key in ((project, person), (project, EVERYBODY)):
            counts[key][0] += 1
            counts[key][1] += judgement == said
    return counts


def _judged_again(reviews: QuerySet[Review]) -> Mapping[Key, list[int]]:
    """Disputed criteria that somebody has judged again, and those of them judged alike."""
    place = ("review__submission", "criterion")
    disputes = CriterionDispute.objects.filter(review__in=reviews).order_by()
    disputed = disputes.values("review__submission")
    said: dict[tuple[int, int], list[tuple[datetime, str]]] = defaultdict(list)
    rows = CriterionReview.objects.order_by("review__published_at").filter(
        review__in=Review.objects.filter(
            submission__in=disputed, published_at__isnull=False
        )
    )
    for submission, criterion, at, judgement in rows.values_list(
        *place, "review__published_at", "judgement"
    ):
        said[submission, criterion].append((at, judgement))
    counts: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    whose = ("review__submission__project", "review__reviewer", "review__published_at")
    for submission, criterion, project, person, at in disputes.values_list(
        *place, *whose
    ):
        first = dict(said[submission, criterion]).get(at)
        later = [then for when, then in said[submission, criterion] if when > at]
        for key in ((project, person), (project, EVERYBODY)) if later else ():
            counts[key][0] += 1
            counts[key][1] += later[0] == first
    return counts
