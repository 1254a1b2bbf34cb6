"""The library of remarks as a page: what there is, found by words and filters."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects.models import Remark, User
from projects.queries.remarks import offered_by_others, usable_by
from projects.queries.searching import holding
from projects.rules import leads_site, may_change_remark
from projects.web.parts.review_tabs import REMARKS, tabs_for
from projects.web.remarks.access import review_staff
from projects.web.remarks.forms import MINE, OFFERED, PROJECTS, FilterForm

PER_PAGE = 25


@dataclass(frozen=True)
class RemarkRow:
    remark: Remark
    may_change: bool
    may_offer: bool
    may_promote: bool


@login_required
def remarks(request: HttpRequest) -> HttpResponse:
    user = review_staff(request)
    form = FilterForm(request.GET, user)
    asked = form.asked()
    page = Paginator(_found(user, asked), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs_for(user, REMARKS),
        "form": form,
        "filtered": bool(asked),
        "query": urlencode(asked),
        "page": page,
        "rows": [_row(remark, user) for remark in page],
        "offered": offered_by_others(user).count() if leads_site(user) else 0,
    }
    return render(request, "remarks/remarks.html", context)


def _found(user: User, asked: dict[str, str]) -> QuerySet[Remark]:
    whose = asked.get("whose")
    found = usable_by(user)
    if whose == MINE:
        found = found.filter(owner=user)
    elif whose == PROJECTS:
        found = found.filter(owner=None)
    elif whose == OFFERED:
        found = offered_by_others(user)
    if project := asked.get("project"):
        found = found.filter(project__slug=project)
    if language := asked.get("language"):
        found = found.filter(language=language)
    return found.filter(holding(asked.get("words", ""), "body"))


def _row(remark: Remark, user: User) -> RemarkRow:
    own = remark.owner_id == user.pk
    lead = leads_site(user)
    return RemarkRow(
        remark,
        may_change=may_change_remark(user, remark),
        may_offer=own and not lead and remark.project_id is not None,
        may_promote=lead and remark.owner_id is not None and bool(remark.project_id),
    )
