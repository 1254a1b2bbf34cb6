"""What became of a student's own date, as the audit has it: for letters and the inbox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from projects.enums import AuditKind
from projects.models import AuditEntry, Cohort, Project


@dataclass(frozen=True)
class DateChange:
    entry: AuditEntry
    cohort: Cohort
    project: Project
    due_at: datetime | None  # None: the cohort's date holds again

    @property
    def title(self) -> str:
        if self.due_at is None:
            words = _("Extension taken back: %(project)s")
        elif self.entry.data.get("replaces"):
            words = _("Your extension has another date: %(project)s")
        else:
            words = _("You have more time: %(project)s")
        return words % {"project": self.project.title}


def date_changes(
    entries: Iterable[AuditEntry], known: Iterable[Project] = ()
) -> Mapping[int, DateChange]:
    """By entry; without those whose project is gone. Needs `cohort` read.

    One query; none if every project is among those that are `known`.
    """
    kept = list(entries)
    projects = {one.slug: one for one in known}
    slugs = {one.data.get("project", "") for one in kept} - projects.keys()
    found = Project.objects.filter(slug__in=slugs) if slugs else ()
    projects |= {one.slug: one for one in found}
    return {
        one.pk: DateChange(one, one.cohort, project, _due_at(one))
        for one in kept
        if one.cohort is not None
        and (project := projects.get(one.data.get("project", ""))) is not None
    }


def _due_at(entry: AuditEntry) -> datetime | None:
    after = entry.data.get("after")
    return datetime.fromisoformat(after) if after else None


def is_overtaken(entry: AuditEntry) -> bool:
    """Whether this date was changed again since."""
    kinds = (AuditKind.EXTENSION_GRANTED, AuditKind.EXTENSION_TAKEN_BACK)
    later = AuditEntry.objects.filter(
        kind__in=kinds,
        cohort=entry.cohort_id,
        person=entry.person_id,
        data__project=entry.data.get("project"),
        pk__gt=entry.pk,
    )
    return later.exists()
