"""The list of cohorts: of those that one leads."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from projects.models import Cohort
from projects.queries.cohorts import cohorts_with_counts
from projects.rules import is_lead, may_make_cohorts
from projects.web.parts.people import signed_in

COHORTS_PER_PAGE = 25


@login_required
def cohorts(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not is_lead(user):
        raise Http404
    led = Cohort.objects.led_by(user).values("pk")
    rows = cohorts_with_counts().filter(pk__in=led)
    page = Paginator(rows, COHORTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_make": may_make_cohorts(user)}
    return render(request, "cohorts/cohorts.html", context)
