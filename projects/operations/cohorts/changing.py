"""Changes one part of the plan of a cohort that is there. Each change is in the audit."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import AuditKind
from projects.errors import NotAllowed
from projects.models import Cohort, Enrolment, User
from projects.operations import audit
from projects.operations.cohorts.checking import PlanRefused, Problem, check
from projects.operations.cohorts.writing import WRITERS
from projects.queries.plans import Plan, plain, plan_of
from projects.rules import leads_cohort
from projects.text_limits import CERTIFYING, fitting


@transaction.atomic
def change_part(
    cohort: Cohort, part: str, rows: tuple[Any, ...], *, by: User, reason: str = ""
) -> None:
    """`part` is a name of WRITERS, `rows` what the plan holds under that name.

    Raises NotAllowed, and PlanRefused with every problem of the new plan.
    """
    locked = lock_led(cohort, by)
    before = plan_of(locked)
    changed: dict[str, Any] = {part: rows}
    after = replace(before, **changed)
    check(after)
    if part == "projects":
        _check_left_out(locked, after)
        check_reason(locked, reason, moved=_moves(before, after))
    is_written = part != "projects" or locked.cohort_projects.exists()
    if getattr(before, part) == rows and is_written:
        return
    WRITERS[part](locked, after)
    data = {
        "part": part,
        "before": plain(getattr(before, part)),
        "after": plain(rows),
    }
    record(locked, by, reason, data)


def lock_led(cohort: Cohort, by: User) -> Cohort:
    if not leads_cohort(by, cohort):
        raise NotAllowed(_("Only those who lead this cohort change it."))
    return Cohort.objects.select_for_update().get(pk=cohort.pk)


def _moves(before: Plan, after: Plan) -> bool:
    """Whether a date that students know is another one now."""
    new = {one.slug: one for one in after.projects}
    dated = [one for one in before.projects if one.opens or one.due]
    return any(one != new.get(one.slug) for one in dated)


def check_reason(cohort: Cohort, reason: str, *, moved: bool) -> None:
    is_there = Enrolment.objects.active().filter(cohort=cohort)
    if moved and not reason.strip() and is_there.exists():
        words = _("This moves dates of students who are in the cohort: say why.")
        raise PlanRefused([Problem("reason", words)])


def _check_left_out(cohort: Cohort, after: Plan) -> None:
    """A project that somebody has handed in stays: their work belongs to it."""
    kept = [one.slug for one in after.projects]
    left_out = cohort.submissions.exclude(project__slug__in=kept)
    found = left_out.select_related("project").first()
    if found is not None:
        words = _("“%(title)s” was handed in already: it cannot be removed.")
        raise PlanRefused([Problem("", words % {"title": found.project.title})])


def record(cohort: Cohort, by: User, reason: str, data: dict[str, Any]) -> None:
    audit.record(
        AuditKind.COHORT_CHANGED,
        by=by,
        cohort=cohort,
        reason=fitting(reason, CERTIFYING, "reason"),
        data=data,
    )
