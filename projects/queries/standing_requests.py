"""Reads of standing requests: who is next, which place in line, how long it may take."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from projects.enums import CertificationState, State
from projects.models import (
    Certification,
    Review,
    StandingRequest,
    Submission,
    User,
    WantedWork,
)
from projects.models.standing_request import StandingRequestQuerySet
from projects.models.submission_queryset import number_of
from projects.queries.queue import ENOUGH, RECENTLY, SAMPLE, of_others

Pair = tuple[int, str]
"""A project's key and a language."""


def open_request_of(person: User) -> StandingRequest | None:
    """With what it wants, and how many stand before it in line (`before`)."""
    mine = StandingRequest.objects.open().filter(reviewer=person)
    wanted = WantedWork.objects.select_related("project")
    same = WantedWork.objects.filter(
        request=OuterRef(OuterRef(OuterRef("pk"))),
        project=OuterRef("project"),
        language=OuterRef("language"),
    )
    rivals = WantedWork.objects.filter(Exists(same), request=OuterRef("pk"))
    line = StandingRequest.objects.in_line().filter(
        Q(waiting_since__lt=OuterRef("waiting_since"))
        | Q(waiting_since=OuterRef("waiting_since"), pk__lt=OuterRef("pk")),
        Exists(rivals),
    )
    counted = mine.annotate(before=number_of(line))
    return counted.prefetch_related(Prefetch("wanted", wanted)).first()


def candidates_for(submission: Submission) -> StandingRequestQuerySet:
    """Whose standing request this work may serve, who has waited longest first."""
    pair = Q(project=submission.project_id, language=submission.language)
    wanted = WantedWork.objects.filter(pair, request=OuterRef("pk"))
    certified = Certification.objects.filter(
        pair, user=OuterRef("reviewer"), state=CertificationState.CERTIFIED
    )
    disputed = Review.objects.filter(
        submission=submission,
        reviewer=OuterRef("reviewer"),
        published_at__isnull=False,
        disputes__isnull=False,
    )
    line = StandingRequest.objects.in_line().filter(
        Exists(wanted),
        Exists(certified),
        ~Exists(disputed),
        reviewer__is_active=True,
        reviewer__email_verified_at__isnull=False,
    )
    line = line.exclude(_has_given_back(OuterRef("reviewer"), submission.pk))
    until = submission.offered_until
    if until is not None and until > timezone.now():
        line = line.filter(reviewer=submission.offered_first_to)
    return line.exclude(reviewer=submission.student_id)


def oldest_for(request: StandingRequest) -> Submission | None:
    """The work that has waited longest among what the request wants and may have.

    A claim whose time is up is left to the sweep, which puts it back first: so the oldest are
    found by their index.
    """
    reviewer = request.reviewer
    certified = Certification.objects.filter(
        user=reviewer,
        state=CertificationState.CERTIFIED,
        project=OuterRef("project"),
        language=OuterRef("language"),
    )
    wanted = request.wanted.filter(Exists(certified))
    pairs = wanted.order_by().values_list("project", "language")
    waiting = Submission.objects.filter(_any_of(pairs), state__in=State.queued())
    open_to = of_others(waiting, reviewer).offered_to(reviewer)
    return open_to.exclude(_has_given_back(reviewer.pk, OuterRef("pk"))).first()


def _has_given_back(reviewer: Any, submission: Any) -> Exists:
    """Whoever handed it back, or let the time run out, has a draft of it: not to them again."""
    drafts = Review.objects.filter(
        reviewer=reviewer, submission=submission, published_at=None
    )
    return Exists(drafts)


def that_could_be_served() -> StandingRequestQuerySet:
    """Those in line that want a project and language of which something waits."""
    waiting = Submission.objects.filter(state__in=State.queued()).order_by()
    pairs = waiting.values_list("project", "language").distinct()
    wanted = WantedWork.objects.filter(_any_of(pairs), request=OuterRef("pk"))
    return StandingRequest.objects.in_line().filter(Exists(wanted))


def place_of(request: StandingRequest) -> int | None:
    """1 for whoever is served next among those that want any of the same. None: hands full."""
    if request.waiting_since is None:
        return None
    before: int | None = getattr(request, "before", None)
    if before is not None:
        return before + 1
    pairs = _pairs(request)
    earlier = Q(waiting_since__lt=request.waiting_since) | Q(
        waiting_since=request.waiting_since, pk__lt=request.pk
    )
    rivals = WantedWork.objects.filter(_any_of(pairs), request=OuterRef("pk"))
    line = StandingRequest.objects.in_line().filter(earlier, Exists(rivals))
    return line.count() + 1


def _pairs(request: StandingRequest) -> list[Pair]:
    return [(one.project_id, one.language) for one in request.wanted.all()]


def _any_of(pairs: Iterable[Pair]) -> Q:
    found = Q(pk__in=[])
    for project, language in pairs:
        found |= Q(project=project, language=language)
    return found


def expected_service(request: StandingRequest, place: int) -> timedelta | None:
    """How long until that many have joined the queue, as often as they lately did.

    None before enough of them have.
    """
    pairs = _pairs(request)
    now = timezone.now()
    joined = list(
        Submission.objects.filter(_any_of(pairs), queued_at__gte=now - RECENTLY)
        .exclude(state=State.WITHDRAWN)
        .order_by("-queued_at")
        .values_list("queued_at", flat=True)[:SAMPLE]
    )
    if len(joined) < ENOUGH or joined[-1] is None:
        return None
    return (now - joined[-1]) / len(joined) * place
