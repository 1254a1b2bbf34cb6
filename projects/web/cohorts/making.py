"""A new cohort: from a template or a copy, with every date shown before it is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.models import Cohort, Project, localized
from projects.operations.cohorts import making, resolving
from projects.operations.cohorts.checking import PlanRefused, check
from projects.operations.cohorts.names import check_name
from projects.queries.plans import Plan, times
from projects.rules import may_make_cohorts
from projects.web.cohorts.forms import NewCohortForm
from projects.web.parts.people import signed_in


@dataclass(frozen=True)
class PlannedDate:
    """A line of the preview."""

    at: str  # by the cohort's clocks
    what: str
    before: str  # in the cohort that is copied; else empty
    note: str
    order: datetime


@login_required
def new(request: HttpRequest) -> HttpResponse:
    if not may_make_cohorts(signed_in(request)):
        raise Http404
    form = NewCohortForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            before, plan = form.plans()
            context |= _preview(form, before, plan)
            if request.POST.get("action") == "make":
                made = _made(request, form, plan)
                return redirect("projects:cohort_part", slug=made.slug, part="projects")
        except PlanRefused as refusal:
            form.tell(refusal.problems)
    context["asks_long_ago"] = "starts_on" in form.errors or form["long_ago"].data
    status = 422 if form.errors else 200
    return render(request, "cohorts/new.html", context, status=status)


def _made(request: HttpRequest, form: NewCohortForm, plan: Plan) -> Cohort:
    cohort = making.make(
        form.name(),
        plan,
        by=signed_in(request),
        long_ago=form.cleaned_data["long_ago"],
    )
    words = _("“%(title)s” is made. Its code is %(code)s.")
    messages.success(request, words % {"title": cohort.title, "code": cohort.code})
    return cohort


def _preview(form: NewCohortForm, before: Plan | None, plan: Plan) -> dict[str, Any]:
    """Raises PlanRefused, as making it would."""
    resolved, notes = resolving.resolve(plan)
    making.check_start(plan, long_ago=form.cleaned_data["long_ago"])
    check_name(form.name())
    check(resolved)
    by_field = {one.field: one.words for one in notes}
    return {
        "plan": resolved,
        "dates": _dates(resolved, before, by_field),
        "is_copy": before is not None,
    }


def _dates(
    plan: Plan, before: Plan | None, notes: Mapping[str, str]
) -> Sequence[PlannedDate]:
    old = dict(times(before)) if before else {}
    names = _names(plan)
    rows = [
        PlannedDate(
            at=_shown(at),
            what=names[field],
            before=_shown(old[field]) if field in old else "",
            note=notes.get(field, ""),
            order=at,
        )
        for field, at in times(plan)
    ]
    for one in plan.weeks:
        day = datetime.combine(plan.week_starts(one.number), datetime.min.time())
        words = _("Week %(n)s: %(topic)s")
        words = words % {"n": one.number, "topic": localized(one.topic)}
        was = before.week_starts(one.number) if before else None
        shown = (date_format(each, "D, Y-m-d") if each else "" for each in (day, was))
        rows.append(PlannedDate(next(shown), words, next(shown), "", day))
    return sorted(rows, key=lambda row: row.order)


def _shown(at: datetime) -> str:
    return date_format(at, "D, Y-m-d H:i")


def _names(plan: Plan) -> dict[str, str]:
    """Of each time, by its place in the plan."""
    titles = {one.slug: one.title for one in Project.objects.all()}
    names = {}
    for index, one in enumerate(plan.projects):
        number = {"n": index + 1, "title": titles[one.slug]}
        names[f"projects-{index}-opens"] = _("Project %(n)s opens: %(title)s") % number
        names[f"projects-{index}-due"] = _("Project %(n)s is due: %(title)s") % number
    for index, session in enumerate(plan.sessions):
        title = {"title": localized(session.title)}
        names[f"sessions-{index}-starts"] = _("Live session: %(title)s") % title
    return names
