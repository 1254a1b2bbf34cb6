"""The reviews of those submissions, with judgements, comments, ratings and disputes."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F, OuterRef, Subquery

from projects.enums import State
from projects.models import (
    Cohort,
    Comment,
    CriterionReview,
    Rating,
    Review,
)
from projects.operations.findings import keep_findings
from projects.operations.load.answers import dispute, rate
from projects.operations.load.copying import Pair, copy_comments, copy_judgements
from projects.operations.load.people import BATCH
from projects.operations.load.submissions import Told
from projects.operations.load.written_reviews import Said, said_of

WRITING = timedelta(minutes=40)


class Reviews:
    """Makes reviews, and remembers the first of each kind, of which the others are copies."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, State, int], int] = {}

    def make(self, told: Sequence[Told]) -> None:
        reviewed = [one for one in told if _verdict(one) is not None]
        drafts = [one for one in told if one.attempt.state == State.IN_REVIEW]
        said = [_said(one) for one in reviewed]
        rows = Review.objects.bulk_create(
            (_review(one, words) for one, words in zip(reviewed, said, strict=True)),
            batch_size=BATCH,
        )
        Review.objects.bulk_create(
            Review(submission=one.submission, reviewer=one.reviewer, version=1)
            for one in drafts
        )
        pairs: list[Pair] = []
        for one, words, row in zip(reviewed, said, rows, strict=True):
            key = (one.work.name, State(row.verdict), one.attempt.variant)
            if key in self._first:
                pairs.append((row.pk, self._first[key]))
            elif words.judged:
                self._first[key] = row.pk
                _write(row, words)
        copy_judgements(pairs)
        copy_comments(pairs)
        rate([row for row in rows if row.verdict != State.UNREVIEWABLE])
        dispute(reviewed, rows)


def _verdict(one: Told) -> State | None:
    state = one.attempt.state
    if state == State.DISPUTED:
        return State.CHANGES_REQUESTED
    return state if state in State.reviewed() else None


def _said(one: Told) -> Said:
    verdict = _verdict(one)
    if verdict is None:
        raise ValueError(f"{one.attempt} was not reviewed")
    return said_of(one.works, one.work, verdict, one.attempt.variant)


def _review(one: Told, said: Said) -> Review:
    return Review(
        submission=one.submission,
        reviewer=one.reviewer,
        general=said.general,
        verdict=_verdict(one) or "",
        unable_reason=one.submission.unable_reason,
        published_at=one.attempt.decided_at,
        version=1,
    )


def _write(row: Review, said: Said) -> None:
    CriterionReview.objects.bulk_create(
        CriterionReview(review=row, criterion=criterion, judgement=judged, body=body)
        for criterion, judged, body in said.judged
    )
    Comment.objects.bulk_create(
        Comment(review=row, **fields) for fields in said.comments
    )
    keep_findings(row)


def date_reviews(cohort: Cohort) -> None:
    """What the database dated now was written when its review was."""
    reviews = Review.objects.filter(
        submission__cohort=cohort, published_at__isnull=False
    )
    reviews.update(saved_at=F("published_at"), opened_at=F("published_at") - WRITING)
    for model in (Comment, Rating):
        at = Review.objects.filter(pk=OuterRef("review")).values("published_at")
        rows = model.objects.filter(review__in=reviews.values("pk"))
        rows.update(created_at=Subquery(at))
