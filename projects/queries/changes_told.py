"""Changes of the audit that a student is told of: of their dates, and of their part in a cohort."""

from collections.abc import Iterable, Mapping

from projects.models import AuditEntry, Project
from projects.queries.date_changes import DateChange, date_changes
from projects.queries.part_changes import PartChange, part_changes


def changes_told(
    entries: Iterable[AuditEntry], known: Iterable[Project] = ()
) -> Mapping[int, DateChange | PartChange]:
    """By entry; without what is gone. At most one query, as `date_changes`; needs `cohort` read."""
    kept = list(entries)
    parts = part_changes(kept)
    dates = date_changes([one for one in kept if one.pk not in parts], known)
    return {**dates, **parts}
