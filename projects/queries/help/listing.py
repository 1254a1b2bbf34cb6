"""The list of who needs help, as it was last worked out, without those who are set aside."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max, Prefetch, QuerySet, Sum
from django.utils import timezone

from projects.enums import MarkKind
from projects.models import (
    Cohort,
    Enrolment,
    HelpList,
    HelpMark,
    HelpNeed,
    Project,
)


@dataclass(frozen=True)
class HelpFilters:
    """What the address asks for; empty: everything."""

    rule: str = ""  # a HelpKind
    project: str = ""  # a slug
    aside: str = ""  # anything: those who are set aside, or were written to, instead


@dataclass(frozen=True)
class InNeed:
    """A student with all their reasons, the worst first."""

    enrolment: Enrolment
    needs: Sequence[HelpNeed]
    mark: HelpMark | None  # the last, whether or not it still holds


def needs_of(cohort: Cohort, filters: HelpFilters) -> QuerySet[HelpNeed]:
    """Whoever paused or left since the list was worked out is not in it.

    People are chosen first: asked for each of twelve thousand needs, it took twice as long.
    """
    held = HelpMark.objects.filter(
        enrolment__cohort=cohort, is_last=True, until__gt=timezone.now()
    ).values("enrolment")
    people = Enrolment.objects.active().filter(cohort=cohort)
    listed = (
        people.filter(pk__in=held) if filters.aside else people.exclude(pk__in=held)
    )
    rows = HelpNeed.objects.filter(enrolment__in=listed.values("pk"))
    if filters.rule:
        rows = rows.filter(kind=filters.rule)
    if filters.project:
        rows = rows.filter(project__slug=filters.project)
    return rows


def worst_first(cohort: Cohort, filters: HelpFilters) -> QuerySet[HelpNeed, Any]:
    """Enrolments, by the weight of all that fits the filters."""
    rows = needs_of(cohort, filters).order_by().values_list("enrolment")
    return rows.annotate(score=Sum("weight")).order_by("-score", "enrolment")


def counts(cohort: Cohort, head: HelpList | None) -> Mapping[str, int]:
    """Students on the list, by rule, and of all rules as ""; who found nobody is missing.

    Kept until the list is worked out again or a lead does something about somebody, and no longer
    than other figures: then whoever paused, and whose time aside is over, are counted anew.
    """
    last = HelpMark.objects.filter(enrolment__cohort=cohort).aggregate(pk=Max("pk"))
    worked_out = head and head.worked_out_at and head.worked_out_at.timestamp()
    key = f"help:{cohort.pk}:{worked_out}:{last['pk']}"
    found: Mapping[str, int] | None = cache.get(key)
    if found is None:
        found = _count(cohort)
        if settings.COHORT_FIGURES_S:
            cache.set(key, found, settings.COHORT_FIGURES_S)
    return found


def _count(cohort: Cohort) -> Mapping[str, int]:
    rows = needs_of(cohort, HelpFilters()).order_by()
    students = Count("enrolment", distinct=True)
    counted = rows.values("kind").annotate(n=students)
    by_rule = {row["kind"]: row["n"] for row in counted}
    return {**by_rule, "": rows.aggregate(n=students)["n"]}


def in_need(enrolments: Iterable[int]) -> list[InNeed]:
    """In this order, four queries for any number that the list holds."""
    wanted = list(enrolments)
    named = Enrolment.objects.select_related("student")
    people = named.only("student__name", "student__email").in_bulk(wanted)
    needs: defaultdict[int, list[HelpNeed]] = defaultdict(list)
    own = [field.name for field in HelpNeed._meta.concrete_fields]  # noqa: SLF001
    found = HelpNeed.objects.filter(enrolment__in=wanted).select_related("submission")
    # A project has its brief with it: rather once than with each reason.
    titles = Prefetch("project", Project.objects.only("title_text"))
    for need in found.only(*own, "submission__uid").prefetch_related(titles):
        needs[need.enrolment_id].append(need)
    marks = {
        mark.enrolment_id: mark
        for mark in HelpMark.objects.filter(
            enrolment__in=wanted, is_last=True
        ).select_related("by")
    }
    return [InNeed(people[pk], needs[pk], marks.get(pk)) for pk in wanted]


def written_to(enrolments: QuerySet[Enrolment]) -> QuerySet[HelpMark]:
    """The marks that say that a lead wrote to one of these, and waits."""
    return HelpMark.objects.filter(
        enrolment__in=enrolments.order_by().values("pk"),
        is_last=True,
        kind=MarkKind.WROTE,
        until__gt=timezone.now(),
    ).select_related("by", "enrolment__student")
