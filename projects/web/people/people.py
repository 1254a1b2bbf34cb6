"""A cohort's people as a list, and the same as a table for spreadsheets."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects.enums import EnrolmentState
from projects.queries.joining import Filters, people_of, seats_left
from projects.web.parts.leading import led_cohort
from projects.web.parts.tables import csv_file
from projects.web.people.access import frame
from projects.web.people.forms import FilterForm

PER_PAGE = 50


def query_of(filters: Filters) -> str:
    return urlencode({name: value for name, value in asdict(filters).items() if value})


@login_required
def people(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    form = FilterForm(request.GET, EnrolmentState.choices)
    filters = form.filters()
    page = Paginator(people_of(cohort, filters), PER_PAGE)
    context: dict[str, Any] = {
        **frame(cohort, "people"),
        "form": form,
        "query": query_of(filters),
        "page": page.get_page(request.GET.get("page")),
        "active": cohort.enrolments.active().count(),
        "seats": seats_left(cohort),
    }
    return render(request, "people/people.html", context)


@login_required
def people_csv(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    found = people_of(cohort, FilterForm(request.GET, EnrolmentState.choices).filters())
    head = ["name", "email", "language", "state", "since", "paused_until", "joined"]
    rows = (
        [
            *(one.student.name, one.student.email, one.student.language),
            one.state_now().value,
            (one.state_since or one.joined_at).isoformat(timespec="seconds"),
            one.paused_until,
            one.joined_at.isoformat(timespec="seconds"),
        ]
        for one in found.iterator(chunk_size=1000)
    )
    return csv_file(f"{cohort.slug}-people.csv", head, rows)
