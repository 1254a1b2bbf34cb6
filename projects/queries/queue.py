"""Reads of the review queue: who waits, since when, how long it usually takes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from projects.enums import EventKind, State
from projects.models import Event, Review, Submission, User
from projects.models.submission_queryset import SubmissionQuerySet
from projects.rules import may_hold_certification

ENOUGH = 5  # verdicts, before a wait is told
SAMPLE = 50  # the last of them
RECENTLY = timedelta(days=14)


def claimable_by(user: User) -> SubmissionQuerySet:
    """What `user` may claim now, oldest first; expired claims count as free."""
    return fitting(user).offered_to(user)


def fitting(user: User) -> SubmissionQuerySet:
    """Also what another is offered first for a while.

    All of it is behind the door (`visible_to`): what waits, of what they are certified for.
    """
    return of_others(Submission.objects.free_to_claim().certified_for(user), user)


def of_others(waiting: SubmissionQuerySet, user: User) -> SubmissionQuerySet:
    """Without their own work, and without what is disputed of their reviews; oldest first."""
    if not user.is_active or not may_hold_certification(user):
        return waiting.none()
    disputed = Review.objects.filter(
        reviewer=user, published_at__isnull=False, disputes__isnull=False
    )
    return (
        waiting.exclude(student=user)
        .exclude(pk__in=disputed.values("submission"))
        .order_by("queued_at", "pk")
    )


def in_hand(user: User) -> SubmissionQuerySet:
    held = Submission.objects.in_hand().filter(reviewer=user)
    return held.order_by("claim_expires_at")


def queue_position(submission: Submission) -> int:
    """1 for the next to be claimed among the same project's in the same language."""
    earlier = Q(queued_at__lt=submission.queued_at) | Q(
        queued_at=submission.queued_at, pk__lt=submission.pk
    )
    free = Submission.objects.free_to_claim()
    pair = {"project": submission.project_id, "language": submission.language}
    return free.filter(earlier, **pair).count() + 1


def expected_wait(submission: Submission, place: int) -> timedelta | None:
    """From now to the verdict, by what was measured lately. None before there is enough.

    A verdict came every so often while anything waited (idle time does not count): as many of
    those as there are places, and no less than a review lately took in hand.
    """
    decided = (
        Submission.objects.filter(
            project=submission.project_id,
            language=submission.language,
            state__in=State.reviewed(),
            decided_at__gte=timezone.now() - RECENTLY,
        )
        .exclude(queued_at=None)
        .exclude(claimed_at=None)
        .order_by("-decided_at")
        .values_list("queued_at", "claimed_at", "decided_at")[:SAMPLE]
    )
    spans = [
        (queued, claimed, end)
        for queued, claimed, end in decided
        if queued and claimed and end
    ]
    if len(spans) < ENOUGH:
        return None
    each = _busy([(queued, end) for queued, _, end in spans]) / len(spans)
    in_hand_for = sorted(end - claimed for _, claimed, end in spans)
    return max(each * place, in_hand_for[len(in_hand_for) // 2])


def _busy(spans: Sequence[tuple[datetime, datetime]]) -> timedelta:
    """The time in which at least one of them was under way."""
    total, reached = timedelta(0), None
    for start, end in sorted(spans):
        begins = start if reached is None else max(start, reached)
        if end > begins:
            total += end - begins
            reached = end
    return total


def timeline_for(submission: Submission, *, staff: bool) -> list[Event]:
    events = submission.events.select_related("actor")
    if not staff:
        events = events.filter(kind__in=EventKind.shown_to_student())
    return list(events)
