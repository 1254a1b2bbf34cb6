"""Reads of certifications: who reviews what, and how it came to be."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, Prefetch, Q, QuerySet, When
from django.utils import timezone

from projects.enums import CertificationState, Language, State
from projects.models import Certification, CertificationChange, Project, User
from projects.rules import is_lead, is_reviewer


@dataclass(frozen=True)
class Filters:
    """As they stand in the address; empty is everything."""

    name: str = ""
    project: str = ""  # slug
    language: str = ""
    state: str = ""


def certifications(filters: Filters) -> QuerySet[Certification]:
    """For leads: whoever applied longest ago first, then by project, language and name."""
    rows = Certification.objects.filter(user__erased_at=None)
    if filters.name:
        name = Q(user__name__icontains=filters.name)
        rows = rows.filter(name | Q(user__email__icontains=filters.name))
    if filters.project:
        rows = rows.filter(project__slug=filters.project)
    if filters.language:
        rows = rows.filter(language=filters.language)
    if filters.state:
        rows = rows.filter(state=filters.state)
    waits = Q(state=CertificationState.APPLIED)
    return rows.select_related("user", "project").order_by(
        Case(When(waits, then=0), default=1),
        Case(When(waits, then="since")),
        *("project__order", "language", "user__name", "pk"),
    )


def applied_count() -> int:
    """How many wait for a lead's decision."""
    return Certification.objects.filter(state=CertificationState.APPLIED).count()


def of_person(person: User) -> QuerySet[Certification]:
    """With their history, the last change first: `changes.all()`."""
    changes = CertificationChange.objects.select_related("by")
    rows = person.certifications.select_related("project")
    return rows.prefetch_related(Prefetch("changes", changes))


def may_apply_again(row: Certification) -> bool:
    """After one's own withdrawal at once, after a lead's refusal when some time has passed."""
    if row.state == CertificationState.DECLINED:
        return applies_again_at(row) <= timezone.now()
    return row.state == CertificationState.WITHDRAWN


def applies_again_at(row: Certification) -> datetime:
    """Of one that was declined."""
    return row.since + timedelta(days=settings.APPLY_AGAIN_DAYS)


def may_apply_for(person: User) -> list[tuple[Project, list[Language]]]:
    """Projects that `rules.may_apply` allows, each with the languages that are free to apply for."""
    held = {
        (one.project_id, one.language)
        for one in person.certifications.all()
        if not may_apply_again(one)
    }
    projects = Project.objects.filter(announced=False)
    if not (is_lead(person) or is_reviewer(person)):
        met = person.submissions.filter(state=State.APPROVED)
        projects = projects.filter(pk__in=met.values("project"))
    free = [
        (one, [each for each in Language if (one.pk, each.value) not in held])
        for one in projects
    ]
    return [(project, languages) for project, languages in free if languages]
