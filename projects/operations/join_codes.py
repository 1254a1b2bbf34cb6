"""The code that lets anybody who knows it into a cohort."""

from django.db import transaction

from projects.enums import AuditKind
from projects.models import Cohort, User
from projects.models.cohort import new_code
from projects.operations import audit, reasons


@transaction.atomic
def renew(cohort: Cohort, *, by: User, reason: str) -> None:
    """The old code stops at once. It is not kept anywhere."""
    reasons.require_lead(cohort, by)
    cohort.code = new_code()
    cohort.save(update_fields=["code"])
    _note(cohort, by, reason, "renewed")


@transaction.atomic
def switch(cohort: Cohort, *, by: User, on: bool, reason: str) -> None:
    """Off: nobody joins by the code; invitations go on."""
    reasons.require_lead(cohort, by)
    cohort.joins_by_code = on
    cohort.save(update_fields=["joins_by_code"])
    _note(cohort, by, reason, "on" if on else "off")


def _note(cohort: Cohort, by: User, reason: str, after: str) -> None:
    audit.record(
        AuditKind.CODE_CHANGED,
        by=by,
        cohort=cohort,
        reason=reasons.given(reason),
        data={"after": after},
    )
