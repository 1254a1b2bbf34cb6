"""What became of a student's part in a cohort, as the audit has it: for letters and the inbox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from projects.enums import AuditKind, EnrolmentState
from projects.models import AuditEntry, Cohort


@dataclass(frozen=True)
class PartChange:
    entry: AuditEntry
    cohort: Cohort  # in which it was changed; after a transfer, the one they left
    after: EnrolmentState

    @property
    def title(self) -> str:
        return _titles(was_paused=self.was_paused)[self.after]

    @property
    def was_paused(self) -> bool:
        return bool(self.entry.data.get("before") == EnrolmentState.PAUSED)

    @property
    def leads_to(self) -> str:
        """The slug of the cohort whose page shows how it is now."""
        other: str = self.entry.data.get("other_cohort", "")
        is_gone = self.after == EnrolmentState.TRANSFERRED
        return other if is_gone and other else self.cohort.slug

    @property
    def again_from(self) -> datetime | None:
        """When the pause ends by itself."""
        ends_at = self.entry.data.get("ends_at")
        return datetime.fromisoformat(ends_at) if ends_at else None


def _titles(*, was_paused: bool) -> Mapping[EnrolmentState, str]:
    return {
        EnrolmentState.PAUSED: _("Your pause was changed")
        if was_paused
        else _("Your part is paused"),
        EnrolmentState.WITHDRAWN: _("You no longer take part"),
        EnrolmentState.TRANSFERRED: _("You are in another cohort now"),
        EnrolmentState.ACTIVE: _("You take part again"),
    }


def part_changes(entries: Iterable[AuditEntry]) -> Mapping[int, PartChange]:
    """By entry. No query; needs `cohort` read."""
    return {
        one.pk: PartChange(one, one.cohort, EnrolmentState(one.data["after"]))
        for one in entries
        if one.kind == AuditKind.ENROLMENT_CHANGED and one.cohort is not None
    }


def is_overtaken(entry: AuditEntry) -> bool:
    """Whether this part was changed again since."""
    later = AuditEntry.objects.filter(
        kind=AuditKind.ENROLMENT_CHANGED,
        cohort=entry.cohort_id,
        person=entry.person_id,
        pk__gt=entry.pk,
    )
    return later.exists()
