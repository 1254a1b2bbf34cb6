"""Where people judge otherwise than the machine: the sign of a check that is wrong."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import Count, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from projects.enums import Judgement
from projects.models import Criterion, CriterionReview
from projects.queries.quality import Scope
from protocol.steps import Outcome


class Way(TextChoices):
    """How the machine was overruled."""

    STRICT = "strict", _("Failed by the checks, overruled")
    LENIENT = "lenient", _("Passed by the checks, overruled")


# What the checks had found, and what the person judged.
PAIRS: Mapping[Way, tuple[str, str]] = MappingProxyType(
    {
        Way.STRICT: (Outcome.FAILED.value, Judgement.MEETS.value),
        Way.LENIENT: (Outcome.PASSED.value, Judgement.CHANGES.value),
    }
)


@dataclass(frozen=True)
class Share:
    """How many of the machine's decisions of one kind people overruled."""

    way: Way
    decided: int
    overruled: int

    @property
    def rate(self) -> float:
        return self.overruled / self.decided if self.decided else 0


@dataclass(frozen=True)
class CriterionFigures:
    """Of a criterion in all versions of its project's rubric; `criterion` is the newest."""

    criterion: Criterion
    shares: list[Share]

    @property
    def worst(self) -> float:
        return max(share.rate for share in self.shares)


def criterion_figures(scope: Scope) -> list[CriterionFigures]:
    """Those that the machine has decided at least once, the most overruled first."""
    rows = _judged(scope).values_list("criterion", "machine", "judgement")
    counts = rows.annotate(n=Count("pk")).order_by()
    keys: dict[tuple[int, str], dict[tuple[str, str], int]] = defaultdict(
        lambda: defaultdict(int)
    )
    newest: dict[tuple[int, str], Criterion] = {}
    known = _criteria()
    for pk, machine, judgement, n in counts:
        one = known[pk]
        key = (one.rubric.project_id, one.slug)
        keys[key][machine, judgement] += n
        if key not in newest or newest[key].rubric_id < one.rubric_id:
            newest[key] = one
    figures = [CriterionFigures(newest[key], _shares(n)) for key, n in keys.items()]
    return sorted(figures, key=lambda one: (-one.worst, one.criterion.pk))


def _criteria() -> Mapping[int, Criterion]:
    rows: Iterable[Criterion] = Criterion.objects.select_related("rubric__project")
    return {one.pk: one for one in rows}


def _shares(counts: Mapping[tuple[str, str], int]) -> list[Share]:
    def decided(outcome: str) -> int:
        return sum(
            n for (machine, _judgement), n in counts.items() if machine == outcome
        )

    return [
        Share(way, decided(pair[0]), counts.get(pair, 0)) for way, pair in PAIRS.items()
    ]


def _judged(scope: Scope) -> QuerySet[CriterionReview]:
    """Of published reviews, where the machine had decided."""
    found = CriterionReview.objects.exclude(machine="")
    if scope.since is not None:
        return found.filter(review__in=scope.reviews())
    if scope.project is not None:
        found = found.filter(criterion__rubric__project=scope.project)
    return found


def overruled(scope: Scope, slug: str, way: Way) -> QuerySet[CriterionReview]:
    """The judgements behind a number, the newest first."""
    machine, judgement = PAIRS[way]
    return (
        _judged(scope)
        .filter(criterion__slug=slug, machine=machine, judgement=judgement)
        .select_related(
            "review__reviewer",
            "review__submission__student",
            "review__submission__cohort",
        )
        .order_by("-review__published_at", "-pk")
    )
