"""What leads change of a student's part in a cohort: pause, withdrawal, return, transfer.

Rows stay, and so does the work: docs/decisions/0065-people-of-a-cohort.md.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import AuditKind, EnrolmentState
from projects.errors import Incomplete, WrongState
from projects.models import Cohort, Enrolment, User
from projects.operations import audit, reasons
from projects.operations.enrolment import require_seat
from projects.workflow import lock_person


@transaction.atomic
def pause(
    enrolment: Enrolment, *, by: User, reason: str, until: date | None = None
) -> None:
    """The student cannot hand in. With `until` the pause is over after that day."""
    if until is not None and until < timezone.now().date():
        raise Incomplete(_("This day is over already."), field="until")
    locked = _locked(enrolment, by)
    if locked.state_now() not in (EnrolmentState.ACTIVE, EnrolmentState.PAUSED):
        raise WrongState(_("They have left this cohort: take them back first."))
    _set(locked, EnrolmentState.PAUSED, by, reason, until=until)


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by: User, reason: str) -> None:
    """What is with us is still judged; nothing new is taken."""
    locked = _locked(enrolment, by)
    if locked.has_left:
        raise WrongState(_("They have left this cohort already."))
    _set(locked, EnrolmentState.WITHDRAWN, by, reason)


@transaction.atomic
def bring_back(enrolment: Enrolment, *, by: User, reason: str) -> None:
    """After a pause, a withdrawal or a transfer. Raises `Incomplete` when the cohort is full."""
    locked = _locked(enrolment, by)
    if locked.is_active:
        raise WrongState(_("They take part already."))
    if locked.state != EnrolmentState.PAUSED:  # who pauses has kept the seat
        require_seat(locked.cohort)
    _set(locked, EnrolmentState.ACTIVE, by, reason)


@transaction.atomic
def transfer(enrolment: Enrolment, *, to: Cohort, by: User, reason: str) -> Enrolment:
    """Returns the enrolment in the other cohort, which `by` has to lead, too."""
    reasons.require_lead(to, by)
    locked = _locked(enrolment, by)
    if locked.cohort_id == to.pk:
        raise Incomplete(_("They are in this cohort already."), field="to")
    if locked.state == EnrolmentState.TRANSFERRED:
        raise WrongState(_("They are in another cohort already."))
    there = Enrolment.objects.filter(cohort=to, student=locked.student).first()
    if there is None or there.state not in (
        EnrolmentState.ACTIVE,
        EnrolmentState.PAUSED,
    ):
        require_seat(to)
    there = there or Enrolment.objects.create(cohort=to, student=locked.student)
    _set(locked, EnrolmentState.TRANSFERRED, by, reason, other=to)
    _set(there, EnrolmentState.ACTIVE, by, reason, other=locked.cohort)
    return there


def _locked(enrolment: Enrolment, by: User) -> Enrolment:
    reasons.require_lead(enrolment.cohort, by)
    lock_person(enrolment.student)  # who hands in at this very moment
    rows = Enrolment.objects.select_related("cohort", "student")
    locked = rows.get(pk=enrolment.pk)
    if locked.student.erased_at is not None:  # the row stays for the cohort's numbers
        raise WrongState(_("This account was deleted before."))
    return locked


def _set(  # noqa: PLR0913 - what the row and its entry say
    enrolment: Enrolment,
    state: EnrolmentState,
    by: User,
    reason: str,
    *,
    until: date | None = None,
    other: Cohort | None = None,
) -> None:
    before, reason = enrolment.state_now(), reasons.given(reason)
    enrolment.state, enrolment.state_since = state, timezone.now()
    enrolment.state_reason, enrolment.paused_until = reason, until
    enrolment.save(
        update_fields=["state", "state_since", "state_reason", "paused_until"]
    )
    audit.record(
        AuditKind.ENROLMENT_CHANGED,
        by=by,
        cohort=enrolment.cohort,
        person=enrolment.student,
        reason=reason,
        data={
            "before": before,
            "after": state,
            **({"until": until.isoformat()} if until else {}),
            **({"other_cohort": other.slug} if other else {}),
        },
    )
