"""Cohorts for leads and admins: the list, and one cohort as a board and as a picture."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects.enums import EnrolmentState, State
from projects.models import Cohort
from projects.queries import cohorts as reads
from projects.queries.cohorts import NONE
from projects.queries.overview import Standing, overview_of
from projects.web.cohorts.cells import BoardCell, cell_of
from projects.web.cohorts.filters import FilterForm
from projects.web.cohorts.first_steps import first_steps
from projects.web.cohorts.heat_map import ZOOMS, Area, heat_map, zoom_for
from projects.web.cohorts.numbers import numbers_of
from projects.web.parts.addresses import addresses
from projects.web.parts.leading import crumbs, led_cohort
from projects.web.parts.people import signed_in

STUDENTS_PER_PAGE = 50


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
        "rows": _board_rows(
            cohort,
            reads.board(cohort, overview, standings, filters.project),
            filters.state,
            everywhere=signed_in(request).leads_everywhere,
        ),
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
    counts = overview.counts
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
class BoardRow:
    standing: Standing
    url: str
    part: str | Promise  # a word for whoever does not take part
    cells: Sequence[BoardCell]


def _board_rows(
    cohort: Cohort, rows: Iterable[reads.Row], wanted: str, *, everywhere: bool
) -> list[BoardRow]:
    """`wanted`: the state of the filter, from which others stand back."""
    student = addresses("projects:cohort_student", cohort.slug, key=int)
    submission = addresses("projects:submission", key=UUID)
    return [
        BoardRow(
            row.standing,
            student(row.standing.enrolment),
            "" if row.standing.takes_part else EnrolmentState(row.standing.part).label,
            [
                cell_of(cell, wanted, submission, everywhere=everywhere)
                for cell in row.cells
            ],
        )
        for row in rows
    ]
