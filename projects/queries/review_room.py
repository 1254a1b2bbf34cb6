"""Reads of the review room: what waits, what is in hand, what was said before."""

from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    When,
)
from django.utils import timezone

from projects.enums import CertificationState, EventKind, RunState, State
from projects.models import (
    Certification,
    Comment,
    CriterionDispute,
    CriterionReview,
    Event,
    Review,
    Run,
    Submission,
    User,
)
from projects.models.submission import SubmissionQuerySet
from projects.queries.queue import fitting, in_hand


def _with_marks(submissions: SubmissionQuerySet) -> SubmissionQuerySet:
    """Adds what a reviewer wants to know before claiming: `is_disputed`, `is_unchecked`."""
    counted = Run.objects.counted().filter(submission=OuterRef("pk"))
    disputes = CriterionDispute.objects.filter(review__submission=OuterRef("pk"))
    related = ("project", "cohort", "student", "reviewer")
    return submissions.select_related(*related).annotate(
        is_disputed=Exists(disputes),
        is_unchecked=Exists(counted.filter(state__in=RunState.faulty()))
        & ~Exists(counted.filter(state=RunState.FINISHED)),
    )


def fitting_rows(user: User) -> SubmissionQuerySet:
    """What fits a reviewer: what is offered to them first, then the oldest.

    Also what is offered to another first, which they cannot claim yet.
    """
    mine = Case(
        When(offered_first_to=user, offered_until__gt=timezone.now(), then=0), default=1
    )
    return _with_marks(fitting(user)).order_by(mine, "queued_at", "pk")


def waiting_rows(user: User) -> SubmissionQuerySet:
    """Everything that waits, for those who look after the queue; oldest first."""
    free = Submission.objects.visible_to(user).free_to_claim()
    return _with_marks(free.order_by("queued_at", "pk"))


def claimed_rows(user: User) -> SubmissionQuerySet:
    """What anybody has in hand, the first to run out first."""
    held = Submission.objects.visible_to(user).in_hand()
    return _with_marks(held.order_by("claim_expires_at", "pk"))


def in_hand_rows(user: User) -> SubmissionQuerySet:
    return _with_marks(in_hand(user))


def sent_by(user: User) -> SubmissionQuerySet:
    """Verdicts of theirs that wait to be told, the next first."""
    sent = Submission.objects.decided().filter(reviewer=user)
    related = sent.select_related("project", "cohort", "student")
    return related.order_by("verdict_due_at", "pk")


def who_may_hold(submission: Submission) -> list[User]:
    """Reviewers to whom a lead may assign it, those with the emptiest hands first: `user.held`."""
    now = timezone.now()
    held = Q(
        submissions_in_review__state=State.IN_REVIEW,
        submissions_in_review__claim_expires_at__gt=now,
        submissions_in_review__verdict_due_at=None,
    )
    certified = Certification.objects.filter(
        user=OuterRef("pk"),
        project=submission.project_id,
        language=submission.language,
        state=CertificationState.CERTIFIED,
    )
    disputed = submission.reviews.filter(
        reviewer=OuterRef("pk"), published_at__isnull=False, disputes__isnull=False
    )
    people = User.objects.filter(
        Exists(certified),
        ~Exists(disputed),
        is_active=True,
        email_verified_at__isnull=False,
    ).exclude(pk__in=[submission.student_id, submission.reviewer_id or 0])
    counted = people.annotate(held=Count("submissions_in_review", filter=held))
    return list(counted.order_by("held", "name", "pk"))


def published_by(user: User) -> QuerySet[Review]:
    return (
        Review.objects.filter(reviewer=user, published_at__isnull=False)
        .select_related(
            *("submission__project", "submission__cohort", "submission__student"),
            "rating",
        )
        .order_by("-published_at", "-pk")
    )


def referral_of(submission: Submission) -> Event | None:
    """When staff passed it on without the checks, and why."""
    events = submission.events.filter(kind=EventKind.REFER_UNCHECKED)
    return events.select_related("actor").last()


def draft_of(submission: Submission, user: User) -> Review | None:
    drafts = submission.reviews.filter(reviewer=user, published_at=None)
    return _whole(drafts).first()


def _whole(reviews: QuerySet[Review]) -> QuerySet[Review]:
    judged = CriterionReview.objects.select_related("criterion")
    disputes = CriterionDispute.objects.select_related("criterion")
    return reviews.select_related("reviewer").prefetch_related(
        Prefetch("criteria", judged), Prefetch("disputes", disputes), "comments"
    )


@dataclass(frozen=True)
class Attempt:
    submission: Submission
    reviews: list[Review]  # published, the newest first
    is_open_to: bool  # whether the reader may follow a link to it


def attempts_of(submission: Submission, user: User) -> list[Attempt]:
    """Every attempt of this student at this project, newest first, with what was said.

    Words of earlier reviews are shown to whoever reviews a later attempt; the attempt's own
    page only to those whom the door lets in.
    """
    published = _whole(Review.objects.filter(published_at__isnull=False))
    attempts = (
        Submission.objects.filter(
            student=submission.student_id,
            cohort=submission.cohort_id,
            project=submission.project_id,
        )
        .prefetch_related(Prefetch("reviews", published))
        .order_by("-attempt")
    )
    visible = set(
        Submission.objects.visible_to(user)
        .filter(pk__in=attempts.values("pk"))
        .values_list("pk", flat=True)
    )
    return [
        Attempt(one, list(one.reviews.all()), one.pk in visible) for one in attempts
    ]


def comments_of(review: Review | None, file_name: str) -> list[Comment]:
    if review is None:
        return []
    return [row for row in review.comments.all() if row.file_name == file_name]


def with_lost_draft(user: User) -> QuerySet[Submission]:
    """Submissions for which `user` still keeps a draft, whoever has them now.

    Only for giving people their own words back: the submission itself is behind its door.
    """
    return Submission.objects.filter(
        reviews__reviewer=user, reviews__published_at__isnull=True
    )
