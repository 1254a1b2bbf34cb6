"""A new cohort from a plan: a template's, or that of another cohort moved to a new start."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import AuditKind
from projects.errors import NotAllowed
from projects.models import Cohort, User
from projects.operations import audit
from projects.operations.cohorts.checking import PlanRefused, Problem, check
from projects.operations.cohorts.names import Name, address_taken, check_name
from projects.operations.cohorts.resolving import resolve
from projects.operations.cohorts.writing import WRITERS
from projects.queries.plans import Plan, plain
from projects.rules import may_make_cohorts
from projects.text_limits import NAME, fitting

LONG_AGO = timedelta(days=366)
FAR_AHEAD = timedelta(days=5 * 366)


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
        raise NotAllowed(_("Only admins create cohorts."))
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
        raise PlanRefused([address_taken()]) from error
    for write in WRITERS.values():
        write(cohort, plan)
    data = {"source": name.source, "plan": plain(plan)}
    audit.record(AuditKind.COHORT_MADE, by=by, cohort=cohort, data=data)
    return cohort


def _columns(plan: Plan) -> dict[str, Any]:
    return {
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "time_zone": plan.time_zone,
        "capacity": plan.capacity,
        "blind": plan.blind,
        "promised_review_hours": plan.promised_review_hours,
    }
