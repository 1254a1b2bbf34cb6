"""What leads change of a student's part in a cohort: pause, withdrawal, return, transfer.

Rows stay, and so does the work: docs/decisions/0065-people-of-a-cohort.md.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import AuditKind, EnrolmentState
from projects.errors import Incomplete, WrongState
from projects.models import AuditEntry, Cohort, Enrolment, User
from projects.operations import audit, notifications, reasons
from projects.operations.enrolment import require_seat
from projects.workflow import lock_person
from projects.zones import moment, zone_named

LAST_DAY = date(2200, 1, 1)


@transaction.atomic
def pause(
    enrolment: Enrolment, *, by: User, reason: str, until: date | None = None
) -> None:
    """The student cannot hand in. `until` is the last day of it, by the cohort's clocks."""
    locked = _locked(enrolment, by)
    if until is not None:
        _check_last_day(until, locked.cohort)
    if locked.state_now() not in (EnrolmentState.ACTIVE, EnrolmentState.PAUSED):
        raise WrongState(_("They have left this cohort: take them back first."))
    entry = _set(locked, EnrolmentState.PAUSED, by, reason, until=until)
    notifications.notify_of_part(entry, locked.student)


def _check_last_day(until: date, cohort: Cohort) -> None:
    if until >= LAST_DAY:  # what is near year 9999 has no day after it
        words = _("This day is too far away. Leave it empty if no end is known.")
        raise Incomplete(words, field="until")
    if _end_of(until, cohort) <= timezone.now():
        raise Incomplete(_("This day is over already."), field="until")


def _end_of(day: date, cohort: Cohort) -> datetime:
    """The midnight after it in the cohort's zone, however long its day is there."""
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    return moment(midnight, zone_named(cohort.time_zone))


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by: User, reason: str) -> None:
    """What is with us is still judged; nothing new is taken."""
    locked = _locked(enrolment, by)
    if locked.has_left:
        raise WrongState(_("They have left this cohort already."))
    entry = _set(locked, EnrolmentState.WITHDRAWN, by, reason)
    notifications.notify_of_part(entry, locked.student)


@transaction.atomic
def bring_back(enrolment: Enrolment, *, by: User, reason: str) -> None:
    """After a pause, a withdrawal or a transfer. Raises `Incomplete` when the cohort is full."""
    locked = _locked(enrolment, by)
    if locked.is_active:
        raise WrongState(_("They take part already."))
    if locked.state != EnrolmentState.PAUSED:  # who pauses has kept the seat
        require_seat(locked.cohort)
    entry = _set(locked, EnrolmentState.ACTIVE, by, reason)
    notifications.notify_of_part(entry, locked.student)


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
    entry = _set(locked, EnrolmentState.TRANSFERRED, by, reason, other=to)
    _set(there, EnrolmentState.ACTIVE, by, reason, other=locked.cohort)
    notifications.notify_of_part(entry, locked.student)  # two entries, told once
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
) -> AuditEntry:
    before, reason = enrolment.state_now(), reasons.given(reason)
    enrolment.state, enrolment.state_since = state, timezone.now()
    enrolment.state_reason = reason
    enrolment.pause_ends_at = _end_of(until, enrolment.cohort) if until else None
    enrolment.save(
        update_fields=["state", "state_since", "state_reason", "pause_ends_at"]
    )
    ends_at = enrolment.pause_ends_at
    return audit.record(
        AuditKind.ENROLMENT_CHANGED,
        by=by,
        cohort=enrolment.cohort,
        person=enrolment.student,
        reason=reason,
        data={
            "before": before,
            "after": state,
            **({"until": until.isoformat()} if until else {}),
            **({"ends_at": ends_at.isoformat()} if ends_at else {}),
            **({"other_cohort": other.slug} if other else {}),
        },
    )
