"""Reads of a cohort's people: who takes part, who is invited, how many more may come."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from projects.enums import EnrolmentState, InvitationState
from projects.models import Cohort, Enrolment, Invitation


@dataclass(frozen=True)
class Filters:
    """What the address asks for; empty: everybody."""

    words: str = ""  # part of a name or e-mail address
    state: str = ""


def seats_left(cohort: Cohort, *, for_invited: bool = False) -> int | None:
    """None: any number. An open invitation keeps its seat, which only the invited may take."""
    if cohort.capacity is None:
        return None
    taken = cohort.enrolments.seated().count()
    if not for_invited:
        taken += cohort.invitations.in_state(InvitationState.OPEN).count()
    return max(0, cohort.capacity - taken)


def people_of(cohort: Cohort, filters: Filters) -> QuerySet[Enrolment]:
    """By name; the newest state as it is now, not as it was written."""
    rows = cohort.enrolments.select_related("student").order_by("student__name", "pk")
    if filters.words:
        rows = rows.filter(
            Q(student__name__icontains=filters.words)
            | Q(student__email__icontains=filters.words)
        )
    if filters.state == EnrolmentState.ACTIVE:
        return rows.filter(pk__in=Enrolment.objects.active().values("pk"))
    if filters.state:
        rows = rows.filter(state=filters.state)
        rows = rows.exclude(pk__in=Enrolment.objects.active().values("pk"))
    return rows


def invitations_of(cohort: Cohort, filters: Filters) -> QuerySet[Invitation]:
    rows = cohort.invitations.select_related("invited_by", "person")
    if filters.words:
        rows = rows.filter(
            Q(name__icontains=filters.words) | Q(address__icontains=filters.words)
        )
    if filters.state:
        rows = rows.in_state(InvitationState(filters.state))
    return rows
