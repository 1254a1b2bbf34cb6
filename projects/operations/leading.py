"""Who leads what: admins give cohorts to leads."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import AuditKind
from projects.errors import Incomplete, NotAllowed
from projects.models import Cohort, CohortLead, User
from projects.operations import audit, reasons
from projects.workflow import lock_person


@transaction.atomic
def set_lead(  # noqa: PLR0913 - one per field of the form
    person: User,
    *,
    by: User,
    leads: bool,
    everywhere: bool,
    cohorts: Collection[Cohort],
    reason: str,
) -> None:
    """What they lead from now on: nothing, every cohort, or these."""
    if not by.is_staff:
        raise NotAllowed(_("Only admins say who leads what."))
    reason = reasons.given(reason)
    lock_person(person)
    person.refresh_from_db()
    if leads and not (person.is_active and person.has_proved_address):
        raise Incomplete(_("They have to verify their address first."), field="email")
    if leads and not everywhere and not cohorts:
        raise Incomplete(_("Choose cohorts, or every cohort."), field="cohorts")
    before = _told(person)
    person.is_lead, person.leads_all_cohorts = leads, everywhere or not leads
    person.save(update_fields=["is_lead", "leads_all_cohorts"])
    wanted = cohorts if leads and not everywhere else ()
    person.leading.exclude(cohort__in=wanted).delete()
    CohortLead.objects.bulk_create(
        [CohortLead(cohort=one, lead=person) for one in wanted], ignore_conflicts=True
    )
    audit.record(
        AuditKind.LEAD_CHANGED,
        by=by,
        person=person,
        reason=reason,
        data={"before": before, "after": _told(person)},
    )


def _told(person: User) -> str | list[str]:
    if not person.is_lead:
        return "nothing"
    if person.leads_all_cohorts:
        return "every cohort"
    return sorted(person.leading.values_list("cohort__slug", flat=True))
