"""Every date of a cohort moved by the same number of days: it starts later, or a week fell out.

What was handed in and what was granted stays: docs/decisions/0073-gaps-of-cohorts.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import AuditKind
from projects.errors import WrongState
from projects.models import Cohort, User
from projects.operations import audit, reasons
from projects.operations.cohorts.checking import PlanRefused, Problem, check
from projects.operations.cohorts.resolving import Resolved, resolve
from projects.operations.cohorts.writing import WRITERS
from projects.queries.plans import Plan, PlannedProject, plain, plan_of, started
from projects.zones import moment

MOST_DAYS = 366


@dataclass(frozen=True)
class Move:
    before: Plan
    after: Plan
    notes: Sequence[Resolved]  # times that clocks do not show once
    kept_open: Sequence[str]  # slugs of projects whose opening stays


def planned_move(cohort: Cohort, days: int) -> Move:
    """What `move_dates` would do; less than no days are earlier. Raises PlanRefused."""
    if not days:
        raise PlanRefused([Problem("amount", _("This would move nothing."))])
    if abs(days) > MOST_DAYS:
        words = _("Dates move by %(n)s days at most.") % {"n": MOST_DAYS}
        raise PlanRefused([Problem("amount", words)])
    before = plan_of(cohort)
    moved = started(before, before.starts_on + timedelta(days=days))
    worked_at = set(cohort.submissions.values_list("project__slug", flat=True))
    after, kept = _kept_open(before, moved, worked_at)
    after, notes = resolve(after)
    check(after)
    return Move(before, after, notes, kept)


def _kept_open(
    before: Plan, after: Plan, worked_at: set[str]
) -> tuple[Plan, Sequence[str]]:
    """A project is not closed again before those who have handed it in."""
    now = timezone.now()

    def is_open(one: PlannedProject) -> bool:
        return one.opens is None or moment(one.opens, before.zone) <= now

    kept = [
        old.slug
        for old, new in zip(before.projects, after.projects, strict=True)
        if old.slug in worked_at and is_open(old) and not is_open(new)
    ]
    projects = tuple(
        replace(new, opens=old.opens) if new.slug in kept else new
        for old, new in zip(before.projects, after.projects, strict=True)
    )
    return replace(after, projects=projects), kept


@transaction.atomic
def move_dates(
    cohort: Cohort, days: int, *, seen: date, by: User, reason: str
) -> Cohort:
    """`seen`: the first day that the preview showed, so that nothing is moved twice.

    Raises NotAllowed, WrongState, Incomplete without a reason, and PlanRefused.
    """
    reasons.require_lead(cohort, by)
    reason = reasons.given(reason)
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if locked.starts_on != seen:
        raise WrongState(_("These dates were moved meanwhile: look at them again."))
    move = planned_move(locked, days)
    locked.starts_on, locked.ends_on = move.after.starts_on, move.after.ends_on
    locked.save(update_fields=["starts_on", "ends_on"])
    if locked.cohort_projects.exists():
        WRITERS["projects"](locked, move.after)
    WRITERS["sessions"](locked, move.after)
    data = {
        "part": "dates",
        "days": days,
        "before": _dates(move.before),
        "after": _dates(move.after),
    }
    audit.record(
        AuditKind.COHORT_CHANGED, by=by, cohort=locked, reason=reason, data=data
    )
    return locked


def _dates(plan: Plan) -> dict[str, Any]:
    """Weeks are counted from the first day, and need none of their own."""
    return {
        "starts_on": plain(plan.starts_on),
        "ends_on": plain(plan.ends_on),
        "projects": plain(plan.projects),
        "sessions": plain(plan.sessions),
    }
