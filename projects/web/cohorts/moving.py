"""Moves every date of a cohort, each shown before anything is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.errors import DomainError
from projects.models import Cohort
from projects.operations.cohorts import moving
from projects.operations.cohorts.checking import PlanRefused
from projects.operations.cohorts.moving import Move
from projects.queries.moves import touched_by
from projects.web.cohorts.fields import why_field
from projects.web.cohorts.forms import ToldForm
from projects.web.cohorts.plan import tabs
from projects.web.cohorts.preview import PlannedDate, ends_of, planned_dates
from projects.web.parts.leading import crumbs, led_cohort
from projects.web.parts.people import signed_in

DAYS, WEEKS = "days", "weeks"


class MoveForm(ToldForm):
    amount = forms.IntegerField(
        label=gettext_lazy("By how many"),
        min_value=-moving.MOST_DAYS,
        max_value=moving.MOST_DAYS,
        help_text=gettext_lazy("Less than 0 is earlier: −1 week is a week earlier."),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Days or weeks"),
        choices=[(WEEKS, gettext_lazy("weeks")), (DAYS, gettext_lazy("days"))],
    )
    seen = forms.DateField(widget=forms.HiddenInput)  # the first day, as it was shown
    reason = why_field(gettext_lazy("Kept with the change."))

    def days(self) -> int:
        amount = int(self.cleaned_data["amount"])
        return amount * 7 if self.cleaned_data["unit"] == WEEKS else amount


@login_required
def move(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    sent = request.POST.copy() if request.method == "POST" else None
    form = MoveForm(sent, initial={"seen": cohort.starts_on, "unit": WEEKS})
    context: dict[str, Any] = {
        "cohort": cohort,
        "form": form,
        "tabs": tabs(cohort, "move"),
        "crumbs": crumbs(cohort, (_("Move every date"), "")),
    }
    if form.is_valid():
        try:
            if request.POST.get("action") == "move":
                return _moved(request, cohort, form)
        except PlanRefused as refusal:
            form.tell(refusal.problems)
        except DomainError as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal.message))
        context |= _preview(cohort, form)
    if sent is not None:  # what is shown now is what is seen now
        sent["seen"] = cohort.starts_on.isoformat()
    status = 422 if form.errors else 200
    return render(request, "cohorts/move.html", context, status=status)


def _moved(request: HttpRequest, cohort: Cohort, form: MoveForm) -> HttpResponse:
    given = form.cleaned_data
    moved = moving.move_dates(
        cohort,
        form.days(),
        seen=given["seen"],
        by=signed_in(request),
        reason=given["reason"],
    )
    words = _("Every date is moved: the cohort starts on %(day)s.")
    messages.success(request, words % {"day": moved.starts_on.isoformat()})
    return redirect("projects:cohort_move", slug=cohort.slug)


def _preview(cohort: Cohort, form: MoveForm) -> Mapping[str, Any]:
    """Also when the reason is missing: what was looked at stays there."""
    try:
        planned = moving.planned_move(cohort, form.days())
    except PlanRefused as refusal:
        if not form.errors:
            form.tell(refusal.problems)
        return {}
    return {
        "dates": _dates(planned),
        "plan": planned.after,
        "touched": touched_by(cohort, planned.after),
    }


def _dates(planned: Move) -> Sequence[PlannedDate]:
    notes = {one.field: one.words for one in planned.notes}
    for index, one in enumerate(planned.after.projects):
        if one.slug in planned.kept_open:
            words = _("It is open, and was handed in: it stays open.")
            notes[f"projects-{index}-opens"] = words
    dates = planned_dates(planned.after, planned.before, notes)
    return [*ends_of(planned.after, planned.before), *dates]
