"""A cohort's statistics for those who lead it: three pages, and a file for each figure."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import Cohort, Submission
from projects.queries.statistics.checks import Findings, findings_of
from projects.web.parts.leading import crumbs, led_cohort
from projects.web.parts.people import signed_in
from projects.web.parts.plots import Plot
from projects.web.parts.tables import csv_file
from projects.web.statistics import parts
from projects.web.statistics.comparing import WITH, compare_form
from projects.web.statistics.kept import kept
from projects.web.statistics.parts import CHECKS, PROGRESS, TIMES

PAGES = {
    PROGRESS: "projects:statistics",
    TIMES: "projects:statistics_times",
    CHECKS: "projects:statistics_checks",
}


@login_required
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    form = compare_form(request, cohort)
    counted = parts.progress_plots(request, cohort)
    query = urlencode({WITH: other.slug}) if (other := form.other()) else ""
    context = {
        **_shared(cohort, PROGRESS),
        "form": form,
        "here": reverse(PAGES[PROGRESS], args=[slug]),
        "filtered": bool(query),
        "as_of": counted.as_of,
        "notes": counted.notes,
        "plots": _with_files(counted.plots, cohort, PROGRESS, query),
    }
    return render(request, "statistics/progress.html", context)


@login_required
def times(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    counted = parts.times_plots(request, cohort)
    context = {
        **_shared(cohort, TIMES),
        "as_of": counted.as_of,
        "plots": _with_files(counted.plots, cohort, TIMES),
    }
    return render(request, "statistics/times.html", context)


@login_required
def checks(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    findings, as_of = kept(findings_of, cohort)
    context = {
        **_shared(cohort, CHECKS),
        "as_of": as_of,
        "findings": findings,
        "examples": _examples(request, findings),
    }
    return render(request, "statistics/checks.html", context)


@login_required
def as_csv(request: HttpRequest, slug: str, part: str, name: str) -> HttpResponse:
    table = parts.table(request, led_cohort(request, slug), part, name)
    if table is None:
        raise Http404
    return csv_file(f"{slug}-{name}.csv", *table)


def _examples(request: HttpRequest, findings: Findings) -> dict[int, str]:
    """Addresses of the works that stand for others, of those that the reader may see."""
    wanted = {one.example for one in findings.checks}
    wanted |= {one.example for one in findings.criteria if one.example is not None}
    seen = Submission.objects.visible_to(signed_in(request)).filter(pk__in=wanted)
    return {
        pk: reverse("projects:submission", args=[uid])
        for pk, uid in seen.values_list("pk", "uid")
    }


def _with_files(
    plots: Sequence[Plot], cohort: Cohort, part: str, query: str = ""
) -> list[tuple[Plot, str]]:
    """Each with the address of its file."""
    return [
        (
            one,
            reverse("projects:statistics_csv", args=[cohort.slug, part, one.slug])
            + (f"?{query}" if query else ""),
        )
        for one in plots
    ]


def _shared(cohort: Cohort, current: str) -> dict[str, Any]:
    titles = {
        PROGRESS: _("Progress"),
        TIMES: _("Waiting and load"),
        CHECKS: _("Checks and criteria"),
    }
    return {
        "cohort": cohort,
        "crumbs": crumbs(cohort, (_("Statistics"), "")),
        "tabs": [
            {
                "label": titles[part],
                "url": reverse(name, args=[cohort.slug]),
                "current": part == current,
                "count": None,
            }
            for part, name in PAGES.items()
        ],
    }
