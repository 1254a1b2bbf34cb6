"""For leads: criteria on which people overrule the machine, and the judgements behind it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from projects.models import Criterion, Project
from projects.queries.overruled import (
    CriterionFigures,
    Share,
    Way,
    criterion_figures,
    overruled,
)
from projects.rules import leads_site
from projects.web.parts.people import signed_in
from projects.web.parts.review_tabs import CRITERIA, tabs_for
from projects.web.quality.forms import ScopeForm

PER_PAGE = 50


def _for_leads(request: HttpRequest) -> None:
    if not leads_site(signed_in(request)):
        raise Http404


@dataclass(frozen=True)
class CriterionRow:
    criterion: Criterion
    shares: list[tuple[Share, str]]  # each with the address of what is behind it


@login_required
def criteria(request: HttpRequest) -> HttpResponse:
    _for_leads(request)
    form = ScopeForm(request.GET)
    found = form.kept("criteria", criterion_figures)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs_for(signed_in(request), CRITERIA),
        "form": form,
        "filtered": bool(form.asked()),
        "query": urlencode(form.asked()),
        "page": page,
        "rows": [_row(one, form) for one in page],
    }
    return render(request, "quality/criteria.html", context)


def _row(figures: CriterionFigures, form: ScopeForm) -> CriterionRow:
    criterion = figures.criterion
    names = [criterion.rubric.project.slug, criterion.slug]
    address = reverse("projects:overruled", args=names)
    days = {name: value for name, value in form.asked().items() if name == "days"}
    shares = [
        (one, f"{address}?{urlencode({'way': one.way.value, **days})}")
        for one in figures.shares
    ]
    return CriterionRow(criterion, shares)


@login_required
def overruled_judgements(
    request: HttpRequest, slug: str, criterion: str
) -> HttpResponse:
    _for_leads(request)
    project = get_object_or_404(Project, slug=slug)
    known = Criterion.objects.filter(rubric__project=project, slug=criterion)
    newest = known.order_by("-rubric_id").first()
    if newest is None:
        raise Http404
    asked = request.GET.get("way", "")
    way = Way(asked) if asked in Way.values else Way.STRICT
    form = ScopeForm({**request.GET.dict(), "project": slug})
    found = overruled(form.scope(), criterion, way)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = {"way": way.value, "days": form.cleaned_data.get("days") or ""}
    context = {
        "project": project,
        "criterion": newest,
        "way": way,
        "tabs": [_way_tab(one, one is way, query) for one in Way],
        "query": urlencode(query),
        "page": page,
    }
    return render(request, "quality/overruled.html", context)


def _way_tab(way: Way, current: bool, query: dict[str, str]) -> dict[str, object]:  # noqa: FBT001
    url = f"?{urlencode({**query, 'way': way.value})}"
    return {"label": way.label, "url": url, "current": current, "count": None}
