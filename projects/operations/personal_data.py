"""Somebody else's data was handed out: who asked for it and why is kept."""

from django.utils.translation import gettext as _

from projects.enums import AuditKind
from projects.errors import NotAllowed
from projects.models import User
from projects.operations import audit, reasons


def note_export(person: User, *, by: User, reason: str) -> None:
    if not by.is_staff:
        raise NotAllowed(_("Only admins hand out data of others."))
    reason = reasons.given(reason)
    audit.record(AuditKind.DATA_EXPORTED, by=by, person=person, reason=reason)
