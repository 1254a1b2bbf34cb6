"""Every project with its version, whether work is taken, and where all attempts are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from projects.enums import State
from projects.models import Project
from projects.queries.packs import installations, kept, work_by_state
from projects.web.parts.administering import admin_of, crumbs

PER_PAGE = 50


@dataclass(frozen=True)
class StateCount:
    state: str
    words: str  # with how many


@dataclass(frozen=True)
class Row:
    project: Project
    since: datetime | None
    editions: int
    states: Sequence[StateCount]


@login_required
def packs(request: HttpRequest) -> HttpResponse:
    admin_of(request)
    page = Paginator(Project.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
    counted, as_of = kept("work", work_by_state)
    since = installations()
    context = {
        "crumbs": crumbs((_("Projects and packs"), "")),
        "page": page,
        "as_of": as_of,
        "rows": [
            Row(
                one,
                since=since.get(one.pk),
                editions=len(one.signature.get("editions", ())),
                states=state_counts(counted.get(one.pk, {})),
            )
            for one in page
        ],
    }
    return render(request, "packs/list.html", context)


def state_counts(counted: Mapping[str, int]) -> Sequence[StateCount]:
    """In the order of a submission's life, without zeros."""
    return [
        StateCount(state.value, f"{state.label} {counted[state]:,}")
        for state in State
        if counted.get(state)
    ]
