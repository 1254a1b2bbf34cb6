"""An admin attaches the report of a calibration to its project, or removes one."""

from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from projects.enums import AuditKind
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import CalibrationReport, Project, User
from projects.operations import audit, reasons
from projects.operations.calibrations.reading import read
from projects.rules import may_change_site


@transaction.atomic
def attach(
    project: Project, *, by: User, data: bytes, reason: str
) -> CalibrationReport:
    """Keeps its figures; names and evidence stay with whoever ran it.

    Raises NotAllowed, and Incomplete with `report` or `reason` as its field.
    """
    if not may_change_site(by):
        raise NotAllowed(_("Only admins change projects."))
    report, reason = read(data), reasons.given(reason)
    if report.slug != project.slug:
        words = _("This is a report on another pack: %(slug)s.")
        raise Incomplete(words % {"slug": report.slug[:60]}, field="report")
    try:
        with transaction.atomic():
            kept = CalibrationReport.objects.create(
                project=project,
                digest=report.digest,
                made_at=report.made_at,
                figures=asdict(report.figures),
                attached_by=by,
            )
    except IntegrityError as error:
        words = _("This report is attached already.")
        raise Incomplete(words, field="report") from error
    _note(AuditKind.CALIBRATION_ATTACHED, kept, by, reason)
    return kept


@transaction.atomic
def remove(report: CalibrationReport, *, by: User, reason: str) -> None:
    """One that was attached by mistake; what was attached before it is shown again.

    Raises NotAllowed, Incomplete without a reason, and WrongState where it is gone already.
    """
    if not may_change_site(by):
        raise NotAllowed(_("Only admins change projects."))
    reason = reasons.given(reason)
    if not CalibrationReport.objects.filter(pk=report.pk).delete()[0]:
        raise WrongState(_("This report was removed already."))
    _note(AuditKind.CALIBRATION_REMOVED, report, by, reason)


def _note(kind: AuditKind, report: CalibrationReport, by: User, reason: str) -> None:
    audit.record(
        kind,
        by=by,
        project=report.project,
        reason=reason,
        data={"version": report.digest[:8], "made_at": report.made_at.isoformat()},
    )
