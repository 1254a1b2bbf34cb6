"""Reads of the review queue: who waits, since when, how long it usually takes."""

from datetime import timedelta

from django.db.models import Q

from projects.enums import CertificationState, EventKind, State
from projects.models import Event, Project, Submission, User
from projects.models.submission import SubmissionQuerySet

EXPECTED_WAIT_SAMPLE = 50


def claimable_by(user: User) -> SubmissionQuerySet:
    """What `user` may claim now, oldest first; expired claims count as free."""
    certified = Project.objects.filter(
        certifications__user=user, certifications__state=CertificationState.CERTIFIED
    )
    disputed_own = Q(
        reviews__reviewer=user,
        reviews__published_at__isnull=False,
        reviews__disputes__isnull=False,
    )
    own_disputed = Submission.objects.filter(disputed_own).values("pk")
    return (
        Submission.objects.visible_to(user)
        .free_to_claim()
        .filter(project__in=certified)
        .exclude(student=user)
        .exclude(pk__in=own_disputed)
        .order_by("queued_at", "pk")
    )


def in_hand(user: User) -> SubmissionQuerySet:
    held = Submission.objects.in_hand().filter(reviewer=user)
    return held.order_by("claim_expires_at")


def queue_position(submission: Submission) -> int:
    """1 for the next to be claimed among the same project's."""
    earlier = Q(queued_at__lt=submission.queued_at) | Q(
        queued_at=submission.queued_at, pk__lt=submission.pk
    )
    free = Submission.objects.free_to_claim()
    return free.filter(earlier, project=submission.project_id).count() + 1


def expected_wait(project: Project) -> timedelta | None:
    """The median of recent waits from joining the queue to the verdict; None before any."""
    decided = (
        Submission.objects.filter(project=project, state__in=State.reviewed())
        .exclude(queued_at=None)
        .exclude(decided_at=None)
        .order_by("-decided_at")
        .values_list("queued_at", "decided_at")[:EXPECTED_WAIT_SAMPLE]
    )
    waits = sorted(end - start for start, end in decided if start and end)
    return waits[len(waits) // 2] if waits else None


def timeline_for(submission: Submission, *, staff: bool) -> list[Event]:
    events = submission.events.select_related("actor")
    if not staff:
        events = events.filter(kind__in=EventKind.shown_to_student())
    return list(events)
