"""The leads' page of audits: drawing a sample, what waits to be judged, what came of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from projects.errors import Incomplete
from projects.models import AuditDraw, Project, User
from projects.operations import review_audits
from projects.queries.review_audits import audits_seen_by, listed, reviewers_seen_by
from projects.web.audits.access import lead_of
from projects.web.audits.forms import DrawForm
from projects.web.parts.review_tabs import AUDITS, tabs_for

PER_PAGE = 25
DRAWS = 5
UNPROCESSABLE = 422


@login_required
def audits(request: HttpRequest) -> HttpResponse:
    user = lead_of(request)
    return _page(request, user, _form(user, None))


@require_POST
@login_required
def draw(request: HttpRequest) -> HttpResponse:
    user = lead_of(request)
    form = _form(user, request.POST)
    if form.is_valid():
        wanted = form.cleaned_data["wanted"]
        try:
            made = review_audits.draw(form.sample(), wanted, by=user)
        except Incomplete as error:
            field = error.field if error.field in form.fields else None
            form.add_error(field, str(error.message))
        else:
            n = made.audits.count()
            words = ngettext("%(n)s review drawn.", "%(n)s reviews drawn.", n)
            messages.success(request, words % {"n": n})
            return redirect("projects:audits")
    return _page(request, user, form, UNPROCESSABLE)


def _form(user: User, data: Any) -> DrawForm:
    projects = list(Project.objects.filter(announced=False))
    return DrawForm(data, projects=projects, people=reviewers_seen_by(user))


def _page(
    request: HttpRequest, user: User, form: DrawForm, status: int = 200
) -> HttpResponse:
    rows = listed(audits_seen_by(user))
    finished = rows.filter(finished_at__isnull=False).order_by("-finished_at", "-pk")
    draws = AuditDraw.objects.filter(by=user).select_related("project", "reviewer")
    context = {
        "tabs": tabs_for(user, AUDITS),
        "form": form,
        "open": rows.filter(lead=user, finished_at=None).order_by("pk"),
        "page": Paginator(finished, PER_PAGE).get_page(request.GET.get("page")),
        "draws": draws[:DRAWS],
    }
    return render(request, "audits/audits.html", context, status=status)
