"""Another due date for one student and one project."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import AuditKind
from projects.errors import Incomplete, WrongState
from projects.models import Enrolment, Extension, Project, User
from projects.operations import audit, reasons
from projects.queries.schedule import scheduled
from projects.workflow import lock_person

LAST = datetime(2200, 1, 1, tzinfo=UTC)  # what is near year 9999 has no time in UTC


@transaction.atomic
def grant(
    enrolment: Enrolment, project: Project, *, by: User, due_at: datetime, reason: str
) -> Extension:
    """Replaces an earlier one. Raises `Incomplete` for a date that gives no more time.

    A date of one's own has no grace: it has to be later than the cohort's with its grace.
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
        words = _("This is no time of a course: write it as 2026-12-24 18:00.")
        raise Incomplete(words, field="due_at")
    lock_person(enrolment.student)
    mine = Extension.objects.filter(enrolment=enrolment, project=project)
    before = mine.values_list("due_at", flat=True).first() or due.due_at
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
    _note(AuditKind.EXTENSION_GRANTED, made, by, reason, before)
    return made


@transaction.atomic
def take_back(extension: Extension, *, by: User, reason: str) -> None:
    """The cohort's date holds again."""
    reasons.require_lead(extension.enrolment.cohort, by)
    reason = reasons.given(reason)
    held = Extension.objects.filter(pk=extension.pk)
    if not held.delete()[0]:
        raise WrongState(_("It was taken back already."))
    _note(AuditKind.EXTENSION_TAKEN_BACK, extension, by, reason, extension.due_at)


def _note(
    kind: AuditKind,
    extension: Extension,
    by: User,
    reason: str,
    before: datetime | None,
) -> None:
    after = extension.due_at if kind == AuditKind.EXTENSION_GRANTED else None
    audit.record(
        kind,
        by=by,
        cohort=extension.enrolment.cohort,
        person=extension.enrolment.student,
        reason=reason,
        data={
            "project": extension.project.slug,
            "before": before.isoformat() if before else None,
            "after": after.isoformat() if after else None,
        },
    )
