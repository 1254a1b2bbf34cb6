"""The queue and my reviews: what I may claim, what I have in hand, what I have said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects.enums import Language, State
from projects.models import Review, Submission, User
from projects.queries.review_room import (
    claimable_rows,
    claimed_rows,
    in_hand_rows,
    published_by,
    waiting_rows,
)
from projects.queries.threads import open_questions
from projects.rules import is_lead
from projects.web.parts.people import is_reviewer, signed_in
from projects.web.review.sent import sent_verdicts

PER_PAGE = 25


@dataclass(frozen=True)
class QueueRow:
    """One submission of a list, ready for the template."""

    submission: Submission
    url: str
    state: str
    state_label: str | Promise
    language: str | Promise
    marks: list[str]
    is_unchecked: bool  # a fault of ours stopped the checks, and there is no verdict
    time_left: timedelta | None

    @property
    def waiting_since(self) -> datetime | None:
        return self.submission.queued_at


def rows_of(submissions: Iterable[Submission], *, room: str) -> list[QueueRow]:
    """`room` is the page that a row opens: "review" or "submission"."""
    return [_queue_row(one, room) for one in submissions]


def _queue_row(submission: Submission, room: str) -> QueueRow:
    free = submission.state != State.IN_REVIEW or submission.claim_expired()
    shown = submission.state_now()
    ends = submission.claim_expires_at
    return QueueRow(
        submission,
        url=reverse(f"projects:{room}", args=[submission.uid]),
        state=shown.value,
        state_label=shown.label,
        language=Language(submission.language).label,
        marks=_marks(submission),
        is_unchecked=getattr(submission, "is_unchecked", False),
        time_left=ends - timezone.now() if ends and not free else None,
    )


def _marks(submission: Submission) -> list[str]:
    marks = []
    if getattr(submission, "is_disputed", False):
        marks.append(_("Disputed: needs a second reviewer"))
    if submission.appeal_reason:
        marks.append(_("Appealed: the student contests the checks"))
    return marks


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """What fits me, oldest first. Leads without a certification read everything that waits."""
    user = signed_in(request)
    certified = is_reviewer(user)
    if not certified and not is_lead(user):
        raise Http404
    waiting = claimable_rows(user) if certified else waiting_rows(user)
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    mine = list(in_hand_rows(user))
    context = {
        "page": page,
        "rows": rows_of(page, room="review"),
        "in_hand": rows_of(mine, room="review"),
        "others": _others(user, mine) if is_lead(user) else [],
        "may_claim": certified and len(mine) < settings.REVIEWS_IN_HAND,
        "is_full": len(mine) >= settings.REVIEWS_IN_HAND,
        "most": settings.REVIEWS_IN_HAND,
        "certified": certified,
        "certifications": user.certifications.select_related("project"),
    }
    return render(request, "review/queue.html", context)


def _others(user: User, mine: list[Submission]) -> list[QueueRow]:
    """Claims of others, which a lead may release."""
    own = {one.pk for one in mine}
    held = claimed_rows(user)[: PER_PAGE + len(own)]
    return rows_of([one for one in held if one.pk not in own], room="submission")


@login_required
def my_reviews(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not is_reviewer(user) and not is_lead(user) and not _has_reviewed(user):
        raise Http404
    page = Paginator(published_by(user), PER_PAGE).get_page(request.GET.get("page"))
    questions = open_questions(user)
    context = {
        "page": page,
        "sent": sent_verdicts(user),
        "questions": questions[:PER_PAGE],
        "question_count": questions.count(),
        "reviews": [_review_row(review) for review in page],
        "in_hand": rows_of(in_hand_rows(user), room="review"),
    }
    return render(request, "review/my_reviews.html", context)


def _has_reviewed(user: User) -> bool:
    return Review.objects.filter(reviewer=user).exists()


@dataclass(frozen=True)
class ReviewRow:
    review: Review
    url: str
    stars: int | None
    body: str  # of the student's rating


def _review_row(review: Review) -> ReviewRow:
    rating = getattr(review, "rating", None)
    return ReviewRow(
        review,
        reverse("projects:review", args=[review.submission.uid]),
        rating.stars if rating else None,
        rating.body if rating else "",
    )
