"""A new cohort from a plan: a template's, or that of another cohort moved to a new start."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import AuditKind
from projects.errors import NotAllowed
from projects.models import Cohort, User
from projects.operations import audit
from projects.operations.cohorts.checking import PlanRefused, Problem, check
from projects.operations.cohorts.writing import WRITERS
from projects.queries.plans import Plan, plain, times
from projects.rules import may_make_cohorts
from projects.text_limits import NAME, fitting
from projects.zones import is_shown_twice, is_skipped, local_time, moment

LONG_AGO = timedelta(days=366)
FAR_AHEAD = timedelta(days=5 * 366)


@dataclass(frozen=True)
class Name:
    title: str
    slug: str
    source: str  # where the plan comes from, for the audit


@dataclass(frozen=True)
class Resolved:
    """A time that clocks do not show once, and what was made of it."""

    field: str
    words: str


def resolve(plan: Plan) -> tuple[Plan, Sequence[Resolved]]:
    """The plan without times that clocks skip, and what is to be known of its times."""
    notes = [one for field, at in times(plan) if (one := _note(plan, field, at))]

    def real(at: datetime | None) -> datetime | None:
        return at and local_time(moment(at, plan.zone), plan.zone)

    resolved = replace(
        plan,
        projects=tuple(
            replace(one, opens=real(one.opens), due=real(one.due))
            for one in plan.projects
        ),
        sessions=tuple(
            replace(one, starts=local_time(moment(one.starts, plan.zone), plan.zone))
            for one in plan.sessions
        ),
    )
    return resolved, notes


def _note(plan: Plan, field: str, at: datetime) -> Resolved | None:
    if is_skipped(at, plan.zone):
        words = _(
            "Clocks go forward over %(time)s on this day: moved to what they show then."
        )
    elif is_shown_twice(at, plan.zone):
        words = _("Clocks show %(time)s twice on this day: the first time is meant.")
    else:
        return None
    return Resolved(field, words % {"time": f"{at:%H:%M}"})


def check_start(plan: Plan, *, long_ago: bool) -> None:
    """A start that is far from today is a slip of the pen, unless it is said to be meant."""
    away = plan.starts_on - timezone.now().date()
    if away > FAR_AHEAD:
        problem = Problem("starts_on", _("This is more than five years ahead."))
        raise PlanRefused([problem])
    if -away > LONG_AGO and not long_ago:
        words = _("This is more than a year ago. If it is meant, say so below.")
        raise PlanRefused([Problem("starts_on", words)])


@transaction.atomic
def make(name: Name, plan: Plan, *, by: User, long_ago: bool = False) -> Cohort:
    """Raises NotAllowed, PlanRefused. Nothing of a refused plan is stored."""
    if not may_make_cohorts(by):
        raise NotAllowed(_("Only admins make cohorts."))
    plan, _notes = resolve(plan)
    check_start(plan, long_ago=long_ago)
    check_name(name)
    check(plan)
    title = fitting(name.title, NAME, "title")
    try:
        with transaction.atomic():
            cohort = Cohort.objects.create(
                slug=name.slug, title=title, **_columns(plan)
            )
    except IntegrityError as error:  # somebody else was faster
        raise PlanRefused([_address_taken()]) from error
    for write in WRITERS.values():
        write(cohort, plan)
    data = {"source": name.source, "plan": plain(plan)}
    audit.record(AuditKind.COHORT_MADE, by=by, cohort=cohort, data=data)
    return cohort


def check_name(name: Name) -> None:
    problems = []
    if Cohort.objects.filter(slug=name.slug).exists():
        problems.append(_address_taken())
    if Cohort.objects.filter(title__iexact=name.title.strip()).exists():
        problems.append(Problem("title", _("Another cohort has this title.")))
    if problems:
        raise PlanRefused(problems)


def _address_taken() -> Problem:
    return Problem("slug", _("Another cohort has this address."))


def _columns(plan: Plan) -> dict[str, Any]:
    return {
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "time_zone": plan.time_zone,
        "capacity": plan.capacity,
        "blind": plan.blind,
        "promised_review_hours": plan.promised_review_hours,
    }
