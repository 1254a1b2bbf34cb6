"""Cohorts for leads and admins: the list, and one cohort as a board and as a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.enums import EnrolmentState, State
from projects.models import Cohort
from projects.queries import cohorts as reads
from projects.queries.cohorts import NONE
from projects.queries.overview import Standing, overview_of
from projects.web.cohorts.filters import FilterForm
from projects.web.cohorts.first_steps import first_steps
from projects.web.cohorts.heat_map import ZOOMS, Area, heat_map, zoom_for
from projects.web.cohorts.numbers import numbers_of
from projects.web.parts.leading import crumbs, led_cohort
from projects.web.parts.people import signed_in

STUDENTS_PER_PAGE = 50

# Short words for narrow cells; the whole word stands in the cell's title.
SHORT: Mapping[str, str | Promise] = {
    State.CHECKING: gettext_lazy("Checking"),
    State.HELD: gettext_lazy("On hold"),
    State.RETURNED: gettext_lazy("Returned"),
    State.AWAITING_REVIEW: gettext_lazy("Waiting"),
    State.IN_REVIEW: gettext_lazy("In review"),
    State.EXPLAINING: gettext_lazy("Explaining"),
    State.APPROVED: gettext_lazy("Approved"),
    State.CHANGES_REQUESTED: gettext_lazy("Changes"),
    State.UNREVIEWABLE: gettext_lazy("Unable"),
    State.DISPUTED: gettext_lazy("Disputed"),
    State.WITHDRAWN: gettext_lazy("Withdrawn"),
    "": gettext_lazy("Nothing yet"),
}


@login_required
def board(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    overview = overview_of(cohort)
    projects = [one.project for one in overview.projects]
    form = FilterForm(request.GET, projects)
    filters, query = form.filters(), form.query()
    found = reads.ordered(reads.fitting(overview, filters), form.order)
    page = Paginator(found, STUDENTS_PER_PAGE).get_page(request.GET.get("page"))
    standings = list(page.object_list)
    everywhere = signed_in(request).leads_everywhere
    context = {
        "cohort": cohort,
        "crumbs": crumbs(cohort),
        "at": overview.at,
        "form": form,
        "filtered": bool(query.keys() - {"sort"}),
        "query": urlencode(query),
        "projects": [
            one
            for one in overview.projects
            if filters.project in ("", one.project.slug)
        ],
        "page": page,
        "rows": [
            _board_row(cohort, row, filters.state, everywhere=everywhere)
            for row in reads.board(cohort, overview, standings, filters.project)
        ],
        **numbers_of(overview),
        "legend": [(state, state.label) for state in State],
        "anybody": bool(overview.standings),
    }
    if not overview.standings:
        context |= first_steps(cohort)
    return render(request, "cohorts/board.html", context)


@login_required
def cohort_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who fits the filters, but the state, which only stands out here."""
    cohort = led_cohort(request, slug)
    overview = overview_of(cohort)
    projects = [one.project for one in overview.projects]
    form = FilterForm(request.GET, projects, order="progress")
    filters, order = form.filters(), form.order
    everybody = reads.Filters(name=filters.name, needs=filters.needs)
    found = reads.ordered(reads.fitting(overview, everybody), order)
    zoom = zoom_for(len(found), request.GET.get("zoom", ""))
    query = {**form.query(), "sort": order}
    counts = overview.counts()
    context = {
        "cohort": cohort,
        "crumbs": crumbs(cohort, (_("The whole cohort as a picture"), "")),
        "at": overview.at,
        "form": form,
        "picture": heat_map(_areas(cohort, found, query), zoom, filters.state),
        "students": len(found),
        "columns": zoom.columns,
        "projects": overview.projects,
        "zooms": [
            (number, one == zoom, urlencode({**query, "zoom": number}))
            for number, one in ZOOMS.items()
        ],
        "legend": [
            (state, label, counts.get(state, 0), urlencode({**query, "state": value}))
            for state, label, value in _states()
        ],
        "wanted": filters.state,
        "all_query": urlencode({k: v for k, v in query.items() if k != "state"}),
    }
    return render(request, "cohorts/map.html", context)


def _states() -> list[tuple[str, str | Promise, str]]:
    """State, its word, and the filter's value."""
    named = [(state.value, state.label, state.value) for state in State]
    return [*named, ("", _("Nothing handed in"), NONE)]


def _areas(
    cohort: Cohort, found: Sequence[Standing], query: Mapping[str, str]
) -> list[Area]:
    """The state is no filter of the picture, so the pages that it leads to have none."""
    here = reverse("projects:board", args=[cohort.slug])
    kept = {k: v for k, v in query.items() if k in ("sort", "name", "needs")}
    return [
        Area(
            found[start : start + STUDENTS_PER_PAGE],
            start,
            f"{here}?{urlencode({**kept, 'page': number})}",
        )
        for number, start in enumerate(range(0, len(found), STUDENTS_PER_PAGE), 1)
    ]


@dataclass(frozen=True)
class BoardCell:
    """A cell as the template takes it."""

    state: str
    label: str | Promise
    short: str | Promise
    url: str
    attempt: int | None
    late: bool
    dimmed: bool  # not what the filter asks for
    met_in: str  # another cohort, whose pass it is


@dataclass(frozen=True)
class BoardRow:
    standing: Standing
    url: str
    part: str | Promise  # a word for whoever does not take part
    cells: Sequence[BoardCell]


def _board_row(
    cohort: Cohort, row: reads.Row, wanted: str, *, everywhere: bool
) -> BoardRow:
    """`everywhere`: the reader leads every cohort, and may open what was passed in another."""
    one = row.standing
    url = reverse("projects:cohort_student", args=[cohort.slug, one.enrolment])
    part = "" if one.takes_part else EnrolmentState(one.part).label
    cells = [_board_cell(cell, wanted, everywhere=everywhere) for cell in row.cells]
    return BoardRow(one, url, part, cells)


def _board_cell(cell: reads.Cell, wanted: str, *, everywhere: bool) -> BoardCell:
    submission, carried, state = cell.submission, cell.carried, cell.state
    is_dimmed = bool(wanted) and (state or NONE) != wanted
    if carried is not None:
        url = reverse("projects:submission", args=[carried.uid]) if everywhere else ""
        label = _("Met in %(cohort)s") % {"cohort": carried.cohort}
        short = _("Met before")
        return BoardCell(
            state,
            label,
            short,
            url,
            attempt=None,
            late=False,
            dimmed=is_dimmed,
            met_in=carried.cohort,
        )
    return BoardCell(
        state,
        State(state).label if state else _("Nothing handed in"),
        SHORT[state],
        reverse("projects:submission", args=[submission.uid]) if submission else "",
        submission.attempt if submission else None,
        cell.is_late,
        dimmed=is_dimmed,
        met_in="",
    )
