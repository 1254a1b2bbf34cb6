"""What a reviewer has written: found again by its words, and kept for another time."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from projects.models import Comment, CriterionReview, Review, Submission, User
from projects.queries.review_room import published_by
from projects.queries.searching import holding


@dataclass(frozen=True)
class OwnWords:
    body: str
    submission: Submission


def words_at(user: User, kind: str, pk: int) -> OwnWords | None:
    """What `user` wrote in a place, and nobody else's: a comment, a criterion, the whole."""
    related = "submission__project"
    if kind == "review":
        review = Review.objects.filter(reviewer=user, pk=pk).select_related(related)
        found = review.first()
        return OwnWords(found.general, found.submission) if found else None
    model = Comment if kind == "comment" else CriterionReview
    rows = model.objects.filter(review__reviewer=user, pk=pk)
    said = rows.select_related(f"review__{related}").first()
    return OwnWords(said.body, said.review.submission) if said else None


@dataclass(frozen=True)
class Search:
    """Each may be empty."""

    words: str = ""
    project: str = ""
    verdict: str = ""


def own_reviews(user: User, search: Search) -> QuerySet[Review]:
    """Published ones that fit, the newest first.

    With words, each carries what holds them: `found_comments` and `found_criteria`.
    """
    reviews = published_by(user)
    if search.project:
        reviews = reviews.filter(submission__project__slug=search.project)
    if search.verdict:
        reviews = reviews.filter(verdict=search.verdict)
    if not search.words.strip():
        return reviews
    fits = holding(search.words, "body")
    comments = Comment.objects.filter(fits)
    criteria = CriterionReview.objects.filter(fits).select_related("criterion")
    return reviews.filter(
        holding(search.words, "general")
        | Exists(comments.filter(review=OuterRef("pk")))
        | Exists(criteria.filter(review=OuterRef("pk")))
    ).prefetch_related(
        Prefetch("comments", comments, to_attr="found_comments"),
        Prefetch("criteria", criteria, to_attr="found_criteria"),
    )
