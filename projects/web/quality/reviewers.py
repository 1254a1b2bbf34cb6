"""Figures per reviewer: leads see everybody's, each reviewer their own beside everybody's."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from projects.models import User
from projects.queries.quality import Row, reviewer_figures
from projects.queries.review_audits import audits_of, listed
from projects.rules import is_review_staff, leads_site
from projects.web.parts.people import signed_in
from projects.web.parts.review_tabs import FIGURES, tabs_for
from projects.web.parts.tables import csv_file
from projects.web.quality.forms import ScopeForm

PER_PAGE = 50
AUDITS_SHOWN = 20
HOUR_S = 3600


def _rows(user: User, form: ScopeForm) -> list[Row]:
    rows = form.kept("reviewers", reviewer_figures)
    return [row for row in rows if leads_site(user) or row.reviewer.pk == user.pk]


def _review_staff(request: HttpRequest) -> User:
    user = signed_in(request)
    if not is_review_staff(user):
        raise Http404
    return user


@login_required
def figures(request: HttpRequest) -> HttpResponse:
    user = _review_staff(request)
    form = ScopeForm(request.GET)
    page = Paginator(_rows(user, form), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs_for(user, FIGURES),
        "form": form,
        "filtered": bool(form.asked()),
        "query": urlencode(form.asked()),
        "page": page,
        "for_leads": leads_site(user),
        "audits": listed(audits_of(user))[:AUDITS_SHOWN],
    }
    return render(request, "quality/reviewers.html", context)


@login_required
def as_csv(request: HttpRequest) -> HttpResponse:
    rows = _rows(_review_staff(request), ScopeForm(request.GET))
    head = [
        _("Project"),
        _("Reviewer"),
        _("Reviews"),
        _("Hours, median"),
        _("Hours, 90th percentile"),
        _("Meets specifications, percent"),
        _("Meets specifications, percent of everybody"),
        _("Disputed criteria judged again"),
        _("Judged alike"),
        _("Criteria in audits"),
        _("Judged alike in audits"),
        _("Stars"),
        _("Ratings"),
    ]
    return csv_file("reviewers.csv", head, map(_cells, rows))


def _cells(row: Row) -> list[object]:
    own = row.own
    return [
        row.project.title,
        str(row.reviewer),
        own.reviews,
        round(own.took.median.total_seconds() / HOUR_S, 2),
        round(own.took.slow.total_seconds() / HOUR_S, 2),
        _percent(own.pass_rate),
        _percent(row.everybody.pass_rate),
        own.disputed,
        own.upheld,
        own.audited,
        own.agreed,
        None if own.stars is None else round(own.stars, 2),
        own.ratings,
    ]


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
