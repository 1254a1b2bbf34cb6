"""A new cohort: from a template or a copy, with every date shown before it is made."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from projects.models import Cohort
from projects.operations.cohorts import making, resolving
from projects.operations.cohorts.checking import PlanRefused, check
from projects.operations.cohorts.names import check_name
from projects.queries.plans import Plan
from projects.rules import may_make_cohorts
from projects.web.cohorts.forms import NewCohortForm
from projects.web.cohorts.preview import planned_dates
from projects.web.parts.leading import trail
from projects.web.parts.people import signed_in


@login_required
def new(request: HttpRequest) -> HttpResponse:
    if not may_make_cohorts(signed_in(request)):
        raise Http404
    form = NewCohortForm(request.POST if request.method == "POST" else None)
    crumbs = trail((_("New cohort"), ""))
    context: dict[str, Any] = {"form": form, "crumbs": crumbs}
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
    words = _(
        "“%(title)s” is created. Check its dates here, then invite students: their join code is %(code)s."
    )
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
        "dates": planned_dates(resolved, before, by_field),
        "is_copy": before is not None,
    }
