"""Reads of trainings: what a trainee has before them, and how far they agree with the keys."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, Prefetch, Q, QuerySet

from projects.enums import Judgement
from projects.models import (
    Certification,
    TrainingAttempt,
    TrainingJudgement,
    TrainingSample,
)

_AGREES = Q(judgement=F("key__judgement"))
_LENIENT = Q(judgement=Judgement.MEETS, key__judgement=Judgement.CHANGES)
_STRICT = Q(judgement=Judgement.CHANGES, key__judgement=Judgement.MEETS)


@dataclass(frozen=True)
class Agreement:
    """Over the samples that a trainee has submitted. Counts are of criteria."""

    samples: int = 0
    judged: int = 0
    agreed: int = 0
    lenient: int = 0  # passed what the key fails
    strict: int = 0  # failed what the key passes

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 is all of them."""
        return 100 * self.agreed // self.judged if self.judged else 0

    @property
    def looks_ready(self) -> bool:
        """By the settings. Advice: a lead decides."""
        return (
            self.judged > 0
            and self.samples >= settings.TRAINING_SAMPLES
            and self.percent >= settings.TRAINING_AGREEMENT_PERCENT
        )


NONE = Agreement()


def agreements(certifications: Iterable[int]) -> Mapping[int, Agreement]:
    """By the certification's key, in one query. Without a line: nothing was submitted."""
    rows = (
        TrainingJudgement.objects.filter(
            attempt__certification__in=list(certifications),
            attempt__judged_at__isnull=False,
        )
        .order_by()
        .values("attempt__certification")
        .annotate(
            samples=Count("attempt", distinct=True),
            judged=Count("pk"),
            agreed=Count("pk", filter=_AGREES),
            lenient=Count("pk", filter=_LENIENT),
            strict=Count("pk", filter=_STRICT),
        )
    )
    return {
        row["attempt__certification"]: Agreement(
            row["samples"], row["judged"], row["agreed"], row["lenient"], row["strict"]
        )
        for row in rows
    }


def agreement_of(certification: Certification) -> Agreement:
    return agreements([certification.pk]).get(certification.pk, NONE)


def judged_attempts(certification: Certification) -> QuerySet[TrainingAttempt]:
    """Those that were submitted, each with `judged`, `agreed`, `lenient` and `strict` criteria."""
    key, own = F("judgements__key__judgement"), "judgements__judgement"
    counted = certification.attempts.filter(judged_at__isnull=False)
    return (
        counted.select_related("sample__review__submission")
        .annotate(
            judged=Count("judgements"),
            agreed=Count("judgements", filter=Q(**{own: key})),
            lenient=Count(
                "judgements", filter=_pair(Judgement.MEETS, Judgement.CHANGES)
            ),
            strict=Count(
                "judgements", filter=_pair(Judgement.CHANGES, Judgement.MEETS)
            ),
        )
        .order_by("sample__number", "pk")
    )


def _pair(own: Judgement, key: Judgement) -> Q:
    return Q(judgements__judgement=own, judgements__key__judgement=key)


def samples_for(certification: Certification) -> QuerySet[TrainingSample]:
    """What this training offers, and what was judged in it: `mine` has the trainee's attempt, or nothing."""
    mine = Certification.objects.filter(pk=certification.pk)
    offered = TrainingSample.objects.for_certifications(mine)
    attempts = TrainingAttempt.objects.filter(certification=certification).annotate(
        judged=Count("judgements"),
        agreed=Count(
            "judgements",
            filter=Q(judgements__judgement=F("judgements__key__judgement")),
        ),
    )
    return (
        offered.annotate(criteria_count=Count("keys", distinct=True))
        .select_related("project")
        .prefetch_related(Prefetch("attempts", attempts, to_attr="mine"))
        .order_by("number")
    )


def attempt_at(
    certification: Certification, sample: TrainingSample
) -> TrainingAttempt | None:
    return certification.attempts.filter(sample=sample).first()
