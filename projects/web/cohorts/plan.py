"""Changes a cohort: its settings, and the parts of its plan, each on a page of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import Cohort
from projects.operations.cohorts import changing, cohort_settings
from projects.operations.cohorts.checking import PlanRefused, Problem, check
from projects.operations.cohorts.resolving import resolve
from projects.queries.plans import Plan, plan_of
from projects.web.cohorts.fields import why_field
from projects.web.cohorts.forms import SettingsForm
from projects.web.cohorts.rows import PARTS, Part, Row
from projects.web.parts.leading import crumbs, led_cohort
from projects.web.parts.people import signed_in
from projects.web.parts.reasons import ReasonForm


@login_required
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    form = SettingsForm(
        request.POST if request.method == "POST" else None,
        initial=vars(cohort_settings.settings_of(cohort)),
    )
    if form.is_valid():
        try:
            cohort_settings.change_settings(
                cohort,
                form.settings(),
                by=signed_in(request),
                reason=form.cleaned_data["reason"],
            )
        except PlanRefused as refusal:
            form.tell(refusal.problems)
        else:
            messages.success(request, _("Saved."))
            return redirect("projects:cohort_settings", slug=slug)
    context = {
        "cohort": cohort,
        "form": form,
        "tabs": tabs(cohort, "settings"),
        "crumbs": crumbs(cohort, (_("Settings"), "")),
    }
    status = 422 if form.errors else 200
    return render(request, "cohorts/settings.html", context, status=status)


def _why(data: Any = None) -> ReasonForm:
    return ReasonForm(data, field=why_field())


@dataclass(frozen=True)
class Editing:
    """One part of one cohort's plan, as it is shown."""

    cohort: Cohort
    part: Part
    plan: Plan
    formset: Any
    reason: ReasonForm


@login_required
def part(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    if part not in PARTS:
        raise Http404
    page, plan = PARTS[part], plan_of(cohort)
    if request.method != "POST":
        now = Editing(cohort, page, plan, page.formset(plan), _why())
        return _page(request, now)
    reason = _why(request.POST)
    now = Editing(cohort, page, plan, page.formset(plan, request.POST), reason)
    if now.formset.is_valid() and reason.is_valid() and _changed(now, request):
        _say_saved(request, cohort, part)
        return redirect("projects:cohort_part", slug=slug, part=part)
    return _page(request, now, status=422)


def _changed(now: Editing, request: HttpRequest) -> bool:
    """False when something was refused; the forms then say what, and where."""
    kept = [one for one in now.formset if not one.is_left_out()]
    rows = sorted(kept, key=lambda one: one.place())
    planned = tuple(now.part.planned(row.cleaned_data) for row in rows)
    try:
        _check_places(now, rows, planned)
        changing.change_part(
            now.cohort,
            now.part.name,
            planned,
            by=signed_in(request),
            reason=now.reason.cleaned_data["reason"],
        )
    except PlanRefused as refusal:
        _tell(refusal.problems, now.part, rows, now.reason)
        return False
    return True


def _check_places(now: Editing, rows: Sequence[Row], planned: tuple[Any, ...]) -> None:
    """Two projects in one place: which is first was not said. With all else that is wrong."""
    problems = [
        Problem(f"projects-{index}-order", _("Another project has this place."))
        for index, row in enumerate(rows[1:], 1)
        if now.part.name == "projects" and row.place() == rows[index - 1].place()
    ]
    if not problems:
        return
    try:
        check(replace(now.plan, projects=planned))
    except PlanRefused as refusal:
        problems += refusal.problems
    raise PlanRefused(problems)


def _tell(
    problems: Sequence[Problem], part: Part, rows: Sequence[Row], reason: ReasonForm
) -> None:
    """Each beside its field; what is about no row of this part stands above the button."""
    for one in problems:
        of, _dash, rest = one.field.partition("-")
        index, _dash, name = rest.partition("-")
        if of == part.name and name in rows[int(index)].fields:
            rows[int(index)].add_error(name, one.words)
        else:
            reason.add_error("reason" if one.field == "reason" else None, one.words)


def _say_saved(request: HttpRequest, cohort: Cohort, part: str) -> None:
    messages.success(request, _("Saved."))
    _plan, notes = resolve(plan_of(cohort))
    for one in notes:
        if one.field.startswith(part):
            messages.warning(request, one.words)


def _page(request: HttpRequest, now: Editing, status: int = 200) -> HttpResponse:
    context = {
        **vars(now),
        "tabs": tabs(now.cohort, now.part.name),
        "crumbs": crumbs(now.cohort, (str(now.part.title), "")),
    }
    return render(request, "cohorts/plan.html", context, status=status)


def tabs(cohort: Cohort, current: str) -> list[dict[str, Any]]:
    pages = [
        (
            "settings",
            _("Settings"),
            reverse("projects:cohort_settings", args=[cohort.slug]),
        )
    ]
    for name, page in PARTS.items():
        url = reverse("projects:cohort_part", args=[cohort.slug, name])
        pages.append((name, str(page.title), url))
    pages.append(
        (
            "move",
            _("Move every date"),
            reverse("projects:cohort_move", args=[cohort.slug]),
        )
    )
    return [
        {"label": label, "url": url, "current": name == current}
        for name, label, url in pages
    ]
