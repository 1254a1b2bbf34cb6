"""Who needs help now, and what was done about one student."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import HelpKind
from projects.models import Cohort, HelpList, HelpMark
from projects.queries.help import listing as reads
from projects.queries.help.finding import is_running
from projects.queries.schedule import schedule_of
from projects.web.help.forms import FilterForm, MarkForm
from projects.web.help.reasons import Reason, reasons
from projects.web.parts.leading import crumbs, led_cohort

PER_PAGE = 25
MARKS_PER_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A student as the template takes them."""

    enrolment: int
    name: str
    email: str
    reasons: list[Reason]
    mark: HelpMark | None


@login_required
def in_need(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    return page_of(request, cohort, MarkForm())


def page_of(
    request: HttpRequest, cohort: Cohort, form: MarkForm, status: int = 200
) -> HttpResponse:
    """Also what a form comes back with that could not be used."""
    projects = [one.project for one in schedule_of(cohort)]
    filter_form = FilterForm(request.GET, projects)
    asked, filters = filter_form.asked(), filter_form.filters()
    head = HelpList.objects.filter(cohort=cohort).first()
    counts = reads.counts(cohort, head)
    pages = Paginator(reads.worst_first(cohort, filters), PER_PAGE)
    if filters == reads.HelpFilters():
        pages.count = counts[""]
    page = pages.get_page(request.GET.get("page"))
    query = urlencode(asked)
    context = {
        "cohort": cohort,
        "crumbs": crumbs(cohort, (_("Who needs help"), "")),
        "tabs": _tabs(cohort, asked, counts),
        "form": filter_form,
        "filtered": bool(asked),
        "query": query,
        "page": page,
        "rows": [
            row_of(one, cohort) for one in reads.in_need(pk for pk, _score in page)
        ],
        "mark_form": form,
        "chosen": request.POST.getlist("students"),
        "head": head,
        "has_ended": not is_running(cohort, timezone.now()),
        "message_query": urlencode({"to": "help", **asked}),
    }
    return render(request, "help/list.html", context, status=status)


def _tabs(
    cohort: Cohort, asked: dict[str, str], counts: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Each rule with how many it finds."""
    here = reverse("projects:help", args=[cohort.slug])
    now = asked.get("rule", "")
    first = {"label": _("All"), "url": here, "current": not now, "count": ""}
    return [
        first,
        *(
            {
                "label": kind.label,
                "url": f"{here}?{urlencode({'rule': kind.value})}",
                "current": now == kind,
                "count": counts[kind],
            }
            for kind in HelpKind
            if kind in counts
        ),
    ]


def row_of(one: reads.InNeed, cohort: Cohort) -> Row:
    student = one.enrolment.student
    return Row(
        one.enrolment.pk,
        student.name,
        student.email,
        reasons(one.needs, cohort, student),
        one.mark,
    )


@login_required
def history(request: HttpRequest, slug: str, enrolment: int) -> HttpResponse:
    """What leads did about one student, newest first."""
    cohort = led_cohort(request, slug)
    found = get_object_or_404(cohort.enrolments.select_related("student"), pk=enrolment)
    marks = found.help_marks.select_related("by", "message")
    [row] = reads.in_need([found.pk])
    context = {
        "cohort": cohort,
        "crumbs": crumbs(
            cohort,
            (_("Who needs help"), reverse("projects:help", args=[cohort.slug])),
            (found.student.name, ""),
        ),
        "row": row_of(row, cohort),
        "page": Paginator(marks, MARKS_PER_PAGE).get_page(request.GET.get("page")),
        "mark_form": MarkForm(),
    }
    return render(request, "help/history.html", context)
