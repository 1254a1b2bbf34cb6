"""Reads of certifications: who reviews what, and how it came to be."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from projects.enums import CertificationState, Language
from projects.models import Certification, CertificationChange, Project, User


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
    return rows.select_related("user", "project")


def applied_count() -> int:
    """How many wait for a lead's decision."""
    return Certification.objects.filter(state=CertificationState.APPLIED).count()


def of_person(person: User) -> QuerySet[Certification]:
    """With their history, the last change first: `changes.all()`."""
    changes = CertificationChange.objects.select_related("by")
    rows = person.certifications.select_related("project")
    return rows.prefetch_related(Prefetch("changes", changes))


def may_apply_for(person: User) -> list[tuple[Project, Language]]:
    """Open projects and languages of which the person has no certification in any state."""
    held = set(person.certifications.values_list("project", "language"))
    return [
        (project, language)
        for project in Project.objects.filter(announced=False)
        for language in Language
        if (project.pk, language.value) not in held
    ]
