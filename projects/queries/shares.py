"""How much of a cohort has handed in each project: a share for students, never a ranking."""

from collections.abc import Mapping

from django.core.cache import cache
from django.db.models import Count

from projects.enums import State
from projects.models import Cohort, Enrolment, Submission
from projects.models.submission_queryset import number_of

QUIET_UNDER = 10  # students: a share of fewer tells of persons
KEPT_S = 60


def handed_in_shares(cohort: Cohort) -> Mapping[int, float]:
    """By project, at most a minute old; of a small cohort nothing."""
    key = f"handed-in-shares-{cohort.slug}"
    return cache.get_or_set(key, lambda: _count(cohort), KEPT_S) or {}


def _count(cohort: Cohort) -> dict[int, float]:
    students = Enrolment.objects.active().filter(cohort=cohort)
    handed_in = Submission.objects.filter(
        cohort=cohort, student__in=students.values("student")
    ).exclude(state=State.WITHDRAWN)
    rows = (
        handed_in.order_by()
        .annotate(everybody=number_of(students))
        .values("project", "everybody")
        .annotate(n=Count("student", distinct=True))
    )
    return {
        row["project"]: row["n"] / row["everybody"]
        for row in rows
        if row["everybody"] >= QUIET_UNDER
    }
