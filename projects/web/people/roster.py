"""A roster: a file is looked at row by row, and then imported as it was looked at."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.enums import Language, RosterOutcome
from projects.errors import DomainError
from projects.models import Cohort, Roster
from projects.operations.roster import importing
from projects.operations.roster.matching import Line
from projects.operations.roster.reading import MOST_BYTES
from projects.queries.joining import seats_left
from projects.web.parts.leading import led_cohort
from projects.web.parts.people import signed_in
from projects.web.parts.reasons import ReasonForm
from projects.web.people.access import frame
from projects.web.people.forms import RosterForm

PER_PAGE = 100
UNPROCESSABLE = 422


@dataclass(frozen=True)
class Told:
    """How many lines come to what; a link to them."""

    outcome: str
    label: str
    count: int


@login_required
def roster(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    form = RosterForm(
        request.POST or None,
        request.FILES or None,
        initial={"language": signed_in(request).language},
    )
    if form.is_valid():
        kept = _previewed(request, cohort, form)
        if kept is not None:
            return redirect("projects:roster_preview", slug=slug, pk=kept.pk)
    context = {**frame(cohort, "roster"), "form": form}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "people/roster.html", context, status=status)


def _previewed(request: HttpRequest, cohort: Cohort, form: RosterForm) -> Roster | None:
    file = form.cleaned_data["file"]
    try:
        return importing.preview(
            cohort,
            by=signed_in(request),
            file_name=file.name,
            data=file.read(MOST_BYTES + 1),
            language=Language(form.cleaned_data["language"]),
        )
    except DomainError as refusal:
        form.add_error(refusal.field or None, str(refusal.message))
        return None


@login_required
def preview(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    cohort = led_cohort(request, slug)
    kept = get_object_or_404(cohort.rosters.select_related("cohort"), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            told = importing.carry_out(
                kept, by=signed_in(request), reason=form.cleaned_data["reason"]
            )
        except DomainError as refusal:
            form.add_error(refusal.field or None, str(refusal.message))
        else:
            messages.success(request, _said(told))
            return redirect("projects:invitations", slug=slug)
    status = UNPROCESSABLE if form.is_bound else 200
    context = {**frame(cohort, "roster"), **_shown(request, kept), "form": form}
    return render(request, "people/roster_preview.html", context, status=status)


def _said(told: Counter[str]) -> str:
    invited = sum(told[one] for one in RosterOutcome.inviting())
    if not invited:
        return _("Everybody in this roster was here or invited already.")
    words = ngettext(
        "%(n)s person is invited; the e-mail is on its way.",
        "%(n)s people are invited; the e-mails are on their way.",
        invited,
    )
    return words % {"n": invited}


def _shown(request: HttpRequest, kept: Roster) -> dict[str, Any]:
    lines = importing.lines_of(kept)
    counts = Counter(one.outcome for one in lines)
    wanted = request.GET.get("outcome", "")
    shown = [one for one in lines if wanted in ("", one.outcome)]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    invited = sum(counts[one] for one in RosterOutcome.inviting())
    left = seats_left(kept.cohort)
    return {
        "roster": kept,
        "page": page,
        "rows": [_row(one) for one in page],
        "wanted": wanted if wanted in counts else "",
        "counts": [
            Told(one.value, str(one.label), counts[one])
            for one in RosterOutcome
            if counts[one]
        ],
        "errors": counts[RosterOutcome.ERROR],
        "invited": invited,
        "too_many": left is not None and invited > left,
        "seats": left,
    }


def _row(one: Line) -> dict[str, Any]:
    marks = dict.fromkeys(RosterOutcome.inviting(), "passed")
    marks[RosterOutcome.ERROR] = "failed"
    return {
        "line": one,
        "mark": marks.get(RosterOutcome(one.outcome), "skipped"),
        "label": RosterOutcome(one.outcome).label,
    }
