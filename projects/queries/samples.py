"""Reads of samples for leads: which reviews can become one, which there are, how people did on them."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from projects.enums import Judgement, State
from projects.models import (
    Review,
    SampleKey,
    Submission,
    TrainingSample,
    User,
)

JUDGED = (State.APPROVED, State.CHANGES_REQUESTED)


@dataclass(frozen=True)
class SampleFilters:
    """As they stand in the address; empty is everything."""

    project: str = ""  # slug
    language: str = ""
    verdict: str = ""  # of reviews to choose from


def reviews_for_samples(
    lead: User, filters: SampleFilters | None = None
) -> QuerySet[Review]:
    """Finished reviews that stand, of work that is still there and not the lead's; the newest first.

    Each with `failed` criteria of `judged`.
    """
    filters = filters or SampleFilters()
    seen = Submission.objects.visible_to(lead).exclude(student=lead)
    found = Review.objects.filter(
        submission__in=seen.filter(files_removed_at=None).values("pk"),
        submission__state=F("verdict"),
        verdict__in=JUDGED,
        published_at__isnull=False,
        sample=None,
    )
    if filters.project:
        found = found.filter(submission__project__slug=filters.project)
    if filters.language:
        found = found.filter(submission__language=filters.language)
    if filters.verdict:
        found = found.filter(verdict=filters.verdict)
    found = found.select_related(
        *("submission__project", "submission__student", "submission__cohort"),
        *("submission__rubric", "reviewer"),
    )
    return found.annotate(
        judged=Count("criteria"),
        failed=Count("criteria", filter=Q(criteria__judgement=Judgement.CHANGES)),
    ).order_by("-published_at", "-pk")


def samples(filters: SampleFilters) -> QuerySet[TrainingSample]:
    """By project and number, each with its `criteria_count`, how many the key `fails`, and `judged_by`."""
    found = TrainingSample.objects.select_related(
        "project", "made_by", "review__submission"
    )
    if filters.project:
        found = found.filter(project__slug=filters.project)
    if filters.language:
        found = found.filter(language=filters.language)
    return found.annotate(
        criteria_count=Count("keys", distinct=True),
        fails=Count("keys", filter=Q(keys__judgement=Judgement.CHANGES), distinct=True),
        judged_by=Count(
            "attempts", filter=Q(attempts__judged_at__isnull=False), distinct=True
        ),
    ).order_by("project__order", "number")


def keys_of(sample: TrainingSample) -> QuerySet[SampleKey]:
    """Each with how many trainees `judged` it and how many `agreed`: a key may be the one that is wrong."""
    theirs = Q(judgements__attempt__judged_at__isnull=False)
    return sample.keys.select_related("criterion").annotate(
        judged=Count("judgements", filter=theirs),
        agreed=Count(
            "judgements", filter=theirs & Q(judgements__judgement=F("judgement"))
        ),
    )
