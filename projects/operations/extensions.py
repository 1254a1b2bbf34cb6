"""Another due date for one student and one project."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import AuditKind
from projects.errors import Incomplete, WrongState
from projects.models import Enrolment, Extension, Project, User
from projects.operations import audit, notifications, reasons
from projects.queries.schedule import scheduled
from projects.workflow import lock_person

LAST = datetime(2200, 1, 1, tzinfo=UTC)  # what is near year 9999 has no time in UTC


@transaction.atomic
def grant(
    enrolment: Enrolment, project: Project, *, by: User, due_at: datetime, reason: str
) -> Extension:
    """Replaces an earlier one. Raises `Incomplete` for a date that gives no more time.

    A date of one's own has no grace: it has to be later than the cohort's with its grace.
    Raises `WrongState` for who has left the cohort: they hand in nothing there.
    """
    reasons.require_lead(enrolment.cohort, by)
    reason = reasons.given(reason)
    due = scheduled(enrolment.cohort, project)
    if due is None:
        raise Incomplete(_("This cohort does not have the project."), field="project")
    if due.late_from is not None and due_at <= due.late_from:
        raise Incomplete(_("The cohort's own date is as late as this."), field="due_at")
    if due_at <= timezone.now():
        raise Incomplete(_("This date is over already."), field="due_at")
    if due_at >= LAST:
        words = _("This is not a valid time: write it as 2026-12-24 18:00.")
        raise Incomplete(words, field="due_at")
    lock_person(enrolment.student)
    _require_part(enrolment)
    mine = Extension.objects.filter(enrolment=enrolment, project=project)
    earlier = mine.values_list("due_at", flat=True).first()
    made, _created = Extension.objects.update_or_create(
        enrolment=enrolment,
        project=project,
        defaults={
            "due_at": due_at,
            "reason": reason,
            "granted_by": by,
            "granted_at": timezone.now(),
        },
    )
    note = {"before": earlier or due.due_at, "replaces": earlier is not None}
    _note(AuditKind.EXTENSION_GRANTED, made, by, reason, note)
    return made


def _require_part(enrolment: Enrolment) -> None:
    """As it is now: the page may be older."""
    enrolment.refresh_from_db(fields=["state", "pause_ends_at"])
    if not enrolment.has_left:
        return
    words = _(
        "%(name)s has left this cohort and hands in nothing here: take them back into it first."
    )
    raise WrongState(words % {"name": enrolment.student.name})


@transaction.atomic
def take_back(extension: Extension, *, by: User, reason: str) -> None:
    """The cohort's date holds again."""
    reasons.require_lead(extension.enrolment.cohort, by)
    reason = reasons.given(reason)
    held = Extension.objects.filter(pk=extension.pk)
    if not held.delete()[0]:
        raise WrongState(_("It was taken back already."))
    note = {"before": extension.due_at}
    _note(AuditKind.EXTENSION_TAKEN_BACK, extension, by, reason, note)


def _note(
    kind: AuditKind,
    extension: Extension,
    by: User,
    reason: str,
    note: Mapping[str, Any],
) -> None:
    """In the audit, and to the student: inbox, and letter as they chose."""
    after = extension.due_at if kind == AuditKind.EXTENSION_GRANTED else None
    entry = audit.record(
        kind,
        by=by,
        cohort=extension.enrolment.cohort,
        person=extension.enrolment.student,
        reason=reason,
        data={
            **note,
            "project": extension.project.slug,
            "before": _written(note["before"]),
            "after": _written(after),
        },
    )
    notifications.notify_of_dates(entry, extension.enrolment.student)


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
