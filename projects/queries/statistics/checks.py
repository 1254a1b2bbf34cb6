"""The checks and criteria that fail most in a cohort, and how often people say otherwise. Six queries."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from projects.enums import Judgement, State
from projects.models import (
    CheckResult,
    Cohort,
    Criterion,
    CriterionDispute,
    CriterionReview,
    Project,
)
from projects.models.texts import text_in
from projects.queries.schedule import schedule_of
from protocol.steps import Outcome

MOST = 40  # rows of each table
STRICT = f"{Outcome.FAILED.value}:{Judgement.MEETS}"
LENIENT = f"{Outcome.PASSED.value}:{Judgement.CHANGES}"
TELLING = ("changes", "disputed", STRICT, LENIENT)  # a criterion with none is not told
WHICH = ("step__run__submission__project", "check_slug")
NUMBERS = ("judged", "failed", "appealed", "overruled", "example")
DECIDED = (Outcome.PASSED.value, Outcome.FAILED.value)
Key = tuple[int, str]  # project, slug


@dataclass(frozen=True)
class CheckFigures:
    project: Project
    slug: str
    title_text: Mapping[str, str]
    judged: int
    failed: int
    appealed: int  # failed, and the student asked for a person's look
    overruled: int  # of these, the works that passed after all
    example: int  # the newest submission that failed it, by its key

    @property
    def title(self) -> str:
        return text_in(self.title_text) or self.slug

    @property
    def rate(self) -> float:
        return self.failed / self.judged if self.judged else 0


@dataclass(frozen=True)
class CriterionFigures:
    """In all versions of the rubric; `criterion` is the newest."""

    project: Project
    criterion: Criterion
    reviewed: int
    changes: int  # required by a reviewer
    strict: int  # the checks had failed it, and a person overruled them
    lenient: int  # the checks had passed it, and a person overruled them
    disputed: int
    example: int | None  # the newest submission that has to change it, by its key

    @property
    def rate(self) -> float:
        return self.changes / self.reviewed if self.reviewed else 0


@dataclass(frozen=True)
class Findings:
    checks: Sequence[CheckFigures]
    criteria: Sequence[CriterionFigures]


def findings_of(cohort: Cohort) -> Findings:
    projects = {one.project.pk: one.project for one in schedule_of(cohort)}
    return Findings(_checks(cohort, projects), _criteria(cohort, projects))


def _checks(cohort: Cohort, projects: Mapping[int, Project]) -> list[CheckFigures]:
    failed = Q(outcome=Outcome.FAILED.value)
    appealed = failed & ~Q(step__run__submission__appeal_reason="")
    passed = Q(step__run__submission__state=State.APPROVED)
    results = _results(cohort).filter(outcome__in=DECIDED)
    counted = results.values(*WHICH).annotate(
        judged=Count("pk"),
        failed=Count("pk", filter=failed),
        appealed=Count("pk", filter=appealed),
        overruled=Count("pk", filter=appealed & passed),
        example=Max("step__run__submission", filter=failed),
        newest=Max("pk"),
    )
    rows = [
        row
        for row in counted.filter(failed__gt=0)
        .order_by("-failed", "check_slug")
        .values_list(*WHICH, "newest", *NUMBERS)
        if row[0] in projects
    ][:MOST]
    named = CheckResult.objects.filter(pk__in=[row[2] for row in rows])
    titles = dict(named.values_list("pk", "title_text"))
    return [
        CheckFigures(projects[project], slug, titles[newest], *numbers)
        for project, slug, newest, *numbers in rows
    ]


def _results(cohort: Cohort) -> QuerySet[CheckResult]:
    """Of each submission's first run: those that a regrade or a fault repeats count once."""
    return CheckResult.objects.filter(
        step__run__submission__cohort=cohort, step__run__number=1
    ).order_by()


def _criteria(
    cohort: Cohort, projects: Mapping[int, Project]
) -> list[CriterionFigures]:
    known = {
        one.pk: one
        for one in Criterion.objects.filter(
            rubric__project__in=projects
        ).select_related("rubric")
    }
    counts: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    newest: dict[Key, Criterion] = {}
    examples: dict[Key, int] = {}
    for pk, machine, judgement, n, example in _judgements(cohort):
        if pk not in known:
            continue
        key = _key(known[pk])
        counts[key]["reviewed"] += n
        if judgement == Judgement.CHANGES:
            counts[key]["changes"] += n
            examples[key] = max(examples.get(key, 0), example)
        counts[key][f"{machine}:{judgement}"] += n
        if key not in newest or newest[key].rubric_id < known[pk].rubric_id:
            newest[key] = known[pk]
    for pk, n in _disputes(cohort):
        if pk in known:
            counts[_key(known[pk])]["disputed"] += n
    rows = [
        CriterionFigures(
            projects[key[0]],
            one,
            reviewed=counts[key]["reviewed"],
            changes=counts[key]["changes"],
            strict=counts[key][STRICT],
            lenient=counts[key][LENIENT],
            disputed=counts[key]["disputed"],
            example=examples.get(key),
        )
        for key, one in newest.items()
        if any(counts[key][name] for name in TELLING)
    ]
    return sorted(rows, key=lambda row: (-row.changes, row.criterion.pk))[:MOST]


def _key(criterion: Criterion) -> Key:
    return criterion.rubric.project_id, criterion.slug


def _judgements(cohort: Cohort) -> QuerySet:
    rows = CriterionReview.objects.filter(
        review__submission__cohort=cohort, review__published_at__isnull=False
    ).order_by()
    return rows.values_list("criterion", "machine", "judgement").annotate(
        n=Count("pk"), example=Max("review__submission")
    )


def _disputes(cohort: Cohort) -> QuerySet:
    rows = CriterionDispute.objects.filter(review__submission__cohort=cohort)
    return rows.order_by().values_list("criterion").annotate(n=Count("pk"))
