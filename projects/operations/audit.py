"""Keeps who changed what of a cohort, a person, a project or the site, in the transaction of the change."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from projects.enums import AuditKind
from projects.models import AuditEntry, Cohort, Project, User

NOTHING: Mapping[str, Any] = MappingProxyType({})


def record(  # noqa: PLR0913 - one per column
    kind: AuditKind,
    *,
    by: User | None,
    cohort: Cohort | None = None,
    person: User | None = None,
    project: Project | None = None,
    reason: str = "",
    data: Mapping[str, Any] = NOTHING,
) -> AuditEntry:
    """`by` None is the system, or whoever has a shell; `data` is what JSON can say."""
    return AuditEntry.objects.create(
        kind=kind,
        actor=by,
        cohort=cohort,
        person=person,
        project=project,
        reason=reason,
        data=dict(data),
    )
