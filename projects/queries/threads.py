"""Reads of the words under comments: who may write there, and what waits for an answer."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.conf import settings
from django.db.models import (
    Exists,
    F,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.utils import timezone

from projects.models import Comment, Reply, Review, User

MOST = 20  # replies under one comment


def may_reply(comment: Comment, user: User) -> bool:
    """The student under what was published; the reviewer once the student has written there."""
    review = comment.review
    if review.published_at is None:
        return False
    if user.pk == review.submission.student_id:
        return True
    asked = comment.replies.exclude(author=review.reviewer_id)
    return user.pk == review.reviewer_id and asked.exists()


def is_open(review: Review) -> bool:
    """While its review counts and is of the latest attempt, or is at most `REPLY_DAYS` old."""
    if review.published_at is None or _replacing(review).exists():
        return False
    young = timezone.now() - review.published_at <= timedelta(days=settings.REPLY_DAYS)
    return young or not review.submission.is_superseded()


def _replacing(review: Review) -> QuerySet[Review]:
    """After a dispute or a reopening another review counts."""
    return Review.objects.filter(
        submission=review.submission_id, published_at__gt=review.published_at
    )


def comments_with_marks() -> Prefetch:
    """The comments of reviews; `has_replies` spares a query where there are none."""
    replies = Reply.objects.filter(comment=OuterRef("pk"))
    return Prefetch("comments", Comment.objects.annotate(has_replies=Exists(replies)))


def read_replies(reviews: Iterable[Review]) -> None:
    """Of all their comments at once; expects the comments read."""
    answered = [
        one
        for review in reviews
        for one in review.comments.all()
        if getattr(one, "has_replies", True)
    ]
    written = Reply.objects.select_related("author")
    prefetch_related_objects(answered, Prefetch("replies", written))


def replies_of(review: Review) -> Mapping[int, list[Reply]]:
    """By comment, in the order in which they were written. No query for what was read before."""
    prefetch_related_objects([review], comments_with_marks())
    read_replies([review])
    found = {
        one.pk: list(one.replies.all())
        for one in review.comments.all()
        if getattr(one, "has_replies", True)
    }
    return {comment: replies for comment, replies in found.items() if replies}


def open_questions(reviewer: User) -> QuerySet[Comment]:
    """Comments of theirs under which the student had the last word, the oldest first."""
    last = Reply.objects.filter(comment=OuterRef("pk")).order_by("-at", "-pk")
    newer = Review.objects.filter(
        submission=OuterRef("review__submission"),
        published_at__gt=OuterRef("review__published_at"),
    )
    return (
        Comment.objects.filter(
            ~Exists(newer),
            review__reviewer=reviewer,
            review__published_at__isnull=False,
        )
        .annotate(
            last_author=Subquery(last.values("author")[:1]),
            asked_at=Subquery(last.values("at")[:1]),
            asked=Subquery(last.values("body")[:1]),
        )
        .filter(last_author=F("review__submission__student"))
        .select_related(
            "review__submission__project",
            "review__submission__cohort",
            "review__submission__student",
        )
        .order_by("asked_at", "pk")
    )
