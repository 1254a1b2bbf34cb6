"""Regrades for leads and admins: the list, and one with its table of differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from projects.enums import Change, RegradeState, RunState, RunVerdict, State
from projects.models import Comparison, Regrade, Run
from projects.queries import regrades as reads
from projects.queries.regrades import Difference, Numbers
from projects.rules import is_lead
from projects.web.parts.people import signed_in
from projects.web.parts.status_line import StatusLine

REGRADES_PER_PAGE = 25
ROWS_PER_PAGE = 50
STOP_POLLING = 286
NOTHING_NEW = 204
OUTCOMES = {  # of a regrade, for its mark
    RegradeState.RUNNING: "running",
    RegradeState.READY: "queued",
    RegradeState.PUBLISHING: "running",
    RegradeState.PUBLISHED: "passed",
    RegradeState.DISCARDED: "cancelled",
    RegradeState.CANCELLED: "cancelled",
}


@dataclass(frozen=True)
class Verdict:
    """What a run came to, as a mark and a word."""

    outcome: str
    label: str | Promise


@dataclass(frozen=True)
class ComparisonRow:
    comparison: Comparison
    before: Verdict
    after: Verdict
    state: str
    state_label: str | Promise
    differences: Sequence[Difference]
    incident: str


@login_required
def regrades(request: HttpRequest) -> HttpResponse:
    _for_staff(request)
    found = Regrade.objects.visible_to(signed_in(request)).select_related(
        "project", "cohort", "created_by"
    )
    page = Paginator(found, REGRADES_PER_PAGE).get_page(request.GET.get("page"))
    numbers = reads.numbers_of(page.object_list)
    rows = [(one, OUTCOMES[RegradeState(one.state)], numbers[one.pk]) for one in page]
    return render(request, "regrades/list.html", {"page": page, "rows": rows})


@login_required
def regrade(request: HttpRequest, pk: int) -> HttpResponse:
    subject = regrade_for(request, pk)
    change = request.GET.get("change", "")
    change = change if change in Change.values else ""
    table = reads.comparisons_of(subject, change)
    page = Paginator(table, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    numbers = reads.numbers_of([subject])[subject.pk]
    context = {
        **_live_context(subject, numbers),
        "status_line": _status_line(subject, numbers),
        "tabs": _tabs(numbers, change),
        "change": change,
        "query": f"change={change}" if change else "",
        "page": page,
        "rows": [_comparison_row(one) for one in page],
        "may_publish": subject.state == RegradeState.READY,
        "may_cancel": subject.state == RegradeState.RUNNING,
    }
    return render(request, "regrades/page.html", context)


@login_required
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is. Once it has come to something, the page is read anew."""
    subject = regrade_for(request, pk)
    if subject.state not in (RegradeState.RUNNING, RegradeState.PUBLISHING):
        return HttpResponse(status=STOP_POLLING, headers={"HX-Refresh": "true"})
    context = _live_context(subject, reads.numbers_of([subject])[subject.pk])
    if request.GET.get("seen") == context["change_token"]:
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "regrades/live.html", context)


def regrade_for(request: HttpRequest, pk: int) -> Regrade:
    """A regrade that the reader may see: to all but leads and admins it does not exist (404)."""
    visible = Regrade.objects.visible_to(signed_in(request))
    return get_object_or_404(
        visible.select_related("project", "cohort", "created_by", "decided_by"), pk=pk
    )


def _for_staff(request: HttpRequest) -> None:
    if not is_lead(signed_in(request)):
        raise Http404


def _live_context(subject: Regrade, numbers: Numbers) -> dict[str, Any]:
    left: timedelta | None = None
    if subject.state == RegradeState.RUNNING:
        left = reads.time_left(subject, numbers)
    return {
        "regrade": subject,
        "outcome": OUTCOMES[RegradeState(subject.state)],
        "numbers": numbers,
        "left": left,
        "is_moving": subject.state in (RegradeState.RUNNING, RegradeState.PUBLISHING),
        "change_token": f"{subject.state}-{numbers.done}",
    }


def _tabs(numbers: Numbers, change: str) -> list[dict[str, Any]]:
    """The filter, kept in the address."""
    everything = {"label": _("All"), "url": "?", "count": numbers.done}
    tabs = [{**everything, "current": not change}]
    for one in Change:
        count = numbers.by_change.get(one, 0)
        if count or one == change:
            tab = {"label": one.label, "url": f"?change={one}", "count": count}
            tabs.append({**tab, "current": one == change})
    return tabs


def _comparison_row(comparison: Comparison) -> ComparisonRow:
    state = State(comparison.submission.state)
    return ComparisonRow(
        comparison,
        before=_verdict(comparison.base),
        after=_verdict(comparison.run),
        state=state,
        state_label=state.label,
        differences=reads.differences(comparison.base, comparison.run),
        incident=reads.incident_of(comparison.run),
    )


def _verdict(run: Run) -> Verdict:
    if run.state == RunState.FINISHED:
        return Verdict(run.verdict, RunVerdict(run.verdict).label)
    if run.state in RunState.faulty():
        return Verdict("errored", _("An error on our side"))
    return Verdict("cancelled", RunState(run.state).label)


STATUS_TEXTS = {
    RegradeState.PUBLISHING: (
        "ours",
        gettext_lazy("It is being published; everybody affected is notified."),
    ),
    RegradeState.PUBLISHED: (
        "done",
        gettext_lazy("Published. Everybody affected was notified."),
    ),
    RegradeState.DISCARDED: ("done", gettext_lazy("Discarded. Nobody was notified.")),
    RegradeState.CANCELLED: ("done", gettext_lazy("Cancelled. Nobody was notified.")),
}


def _status_line(subject: Regrade, numbers: Numbers) -> StatusLine:
    if subject.state == RegradeState.RUNNING:
        words = _("%(done)s of %(all)s are done; nobody is notified yet.")
        return StatusLine("ours", words % {"done": numbers.done, "all": numbers.total})
    if subject.state != RegradeState.READY:
        whose, told = STATUS_TEXTS[RegradeState(subject.state)]
        return StatusLine(whose, str(told))
    if not numbers.affected:
        return StatusLine(
            "yours", _("No result would change: discard it, or publish it.")
        )
    words = ngettext(
        "%(n)s result would change: look at it, then publish or discard.",
        "%(n)s results would change: look at them, then publish or discard.",
        numbers.affected,
    )
    return StatusLine("yours", words % {"n": numbers.affected})
